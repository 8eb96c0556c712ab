using Casualties.Counts.V1;
using Casualties.Estimation;
using Claim = Casualties.Counts.V1.Claim;

namespace Casualties.Gateway.Reports;

/// <summary>
/// Puts records into the terms of the estimator, which knows no contracts. The enumerations of both have the same values
/// (held by a test), so that they are cast and not looked up.
/// </summary>
internal static class EstimationInput
{
    public static Estimation.Claim[] Of(IReadOnlyList<Claim> claims)
    {
        var result = new Estimation.Claim[claims.Count];
        for (var i = 0; i < result.Length; i++)
            result[i] = Of(claims[i]);
        return result;
    }

    public static Attribution Of(Type.V1.Attribution attribution) =>
        new(attribution.Actor, (AttributionRole)attribution.Role, (AttributionStatus)attribution.Status);

    private static Estimation.Claim Of(Claim claim) => new()
    {
        Name = claim.Name,
        Publisher = claim.Publisher,
        Originator = claim.Originator.Length > 0 ? claim.Originator : null,
        PublishedDate = claim.PublishedDate is { Month: > 0, Day: > 0 } date ? new DateOnly(date.Year, date.Month, date.Day) : null,
        PublishedTime = claim.PublishedTime?.ToDateTimeOffset(),
        RecordedRevision = claim.CreateRevision,
        State = (Estimation.ClaimState)claim.State,
        Copies = claim.Copies.Length > 0 ? claim.Copies : null,
        IsRepetition = claim.Kind == ClaimKind.Repetition,
        Statements = claim.Counts.Count == 0 ? [] : [.. claim.Counts.Select(Of)],
        Attributions = claim.Attributions.Count == 0 ? [] : [.. claim.Attributions.Select(Of)],
    };

    private static CountStatement Of(Type.V1.CountStatement statement) => new(
        (Harm)statement.Harm,
        Of(statement.Victims),
        (CountForm)statement.Form,
        statement.HasLow ? statement.Low : null,
        statement.HasHigh ? statement.High : null,
        statement.Words,
        statement.Coverage == Type.V1.CountCoverage.PartOfIncident);

    private static VictimGroup Of(Type.V1.VictimGroup? group) => group is null
        ? default
        : new VictimGroup((Sex)group.Sex, (AgeGroup)group.Age, (CivilianStatus)group.Status, (PerpetratorScope)group.Perpetrators);
}

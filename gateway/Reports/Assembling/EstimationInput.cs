using Casualties.Counts.V1;
using Casualties.Estimation;
using Casualties.Sources.V1;
using Claim = Casualties.Counts.V1.Claim;

namespace Casualties.Gateway.Reports;

/// <summary>
/// Puts records into the terms of the estimator, which knows no contracts. The enumerations of both have the same values
/// (held by a test), so that they are cast and not looked up.
/// </summary>
internal static class EstimationInput
{
    /// <summary>The case of an incident.</summary>
    public static IncidentCase Of(ReportInputs inputs)
    {
        var sources = new Dictionary<string, SourceFacts>(inputs.Sources.Count);
        foreach (var (name, source) in inputs.Sources)
            sources.Add(name, Of(source));
        return new IncidentCase
        {
            Claims = Of(inputs.Claims),
            LastDay = LastDay(inputs.Incident.EventTime?.EndDate ?? inputs.Incident.EventTime?.StartDate),
            Attributions = [.. inputs.Incident.Attributions.Select(Of)],
            Sources = sources,
            Calibration = inputs.Calibration is { } calibration ? CalibrationInput.Of(calibration) : null,
        };
    }

    /// <summary>What an estimate needs to know of a source.</summary>
    public static SourceFacts Of(Source source) => new(source.DisplayName, (SourceKind)source.Type, Of(source.Rating?.Grade ?? default));

    /// <summary>A person's grade; null where there is none, or one of a newer contract.</summary>
    public static Estimation.ReliabilityGrade? Of(Sources.V1.ReliabilityGrade grade) =>
        Enum.IsDefined((Estimation.ReliabilityGrade)grade) ? (Estimation.ReliabilityGrade)grade : null;

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
        PublishedDate = LastDay(claim.PublishedDate),
        PublishedTime = claim.PublishedTime?.ToDateTimeOffset(),
        RecordedRevision = claim.CreateRevision,
        State = (Estimation.ClaimState)claim.State,
        Copies = claim.Copies.Length > 0 ? claim.Copies : null,
        IsRepetition = claim.Kind == ClaimKind.Repetition,
        Statements = claim.Counts.Count == 0 ? [] : [.. claim.Counts.Select(Of)],
        Attributions = claim.Attributions.Count == 0 ? [] : [.. claim.Attributions.Select(Of)],
    };

    // Of a month or a year, the last day: an incident is not taken for over before it can be, nor a claim for news of the first hours.
    private static DateOnly? LastDay(Google.Type.Date? date) => date switch
    {
        null or { Year: 0 } => null,
        { Month: 0 } => new DateOnly(date.Year, 12, 31),
        { Day: 0 } => new DateOnly(date.Year, date.Month, DateTime.DaysInMonth(date.Year, date.Month)),
        _ => new DateOnly(date.Year, date.Month, date.Day),
    };

    private static CountStatement Of(Type.V1.CountStatement statement) => new(
        (Harm)statement.Harm,
        Of(statement.Victims),
        (CountForm)statement.Form,
        statement.HasLow ? statement.Low : null,
        statement.HasHigh ? statement.High : null,
        // Beside a number words are not read, and not every audience is told them: with them, the same figures would be another case.
        statement.Form is >= Type.V1.CountForm.Exact and <= Type.V1.CountForm.About ? "" : statement.Words,
        statement.Coverage == Type.V1.CountCoverage.PartOfIncident);

    /// <summary>Who is counted; unset is everyone for whom nothing is said.</summary>
    public static VictimGroup Of(Type.V1.VictimGroup? group) => group is null
        ? default
        : new VictimGroup((Sex)group.Sex, (AgeGroup)group.Age, (CivilianStatus)group.Status, (PerpetratorScope)group.Perpetrators);
}

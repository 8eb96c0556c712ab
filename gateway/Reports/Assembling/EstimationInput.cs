using Casualties.Counts.V1;
using Casualties.Estimation;
using Casualties.Incidents.V1;
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
            sources.Add(name, Of(source, inputs.Incident));
        return new IncidentCase
        {
            Claims = Of(inputs.Claims, inputs.Decisions),
            LastDay = LastDay(inputs.Incident.EventTime?.EndDate ?? inputs.Incident.EventTime?.StartDate),
            Attributions = [.. inputs.Incident.Attributions.Select(Of)],
            Sources = sources,
            Calibration = inputs.Calibration is { } calibration ? CalibrationInput.Of(calibration) : null,
        };
    }

    // What is said of people with a status may be graded apart; it is as the count is, where it is not.
    private static SourceFacts Of(Source source, Incident incident)
    {
        var grade = Of(Scopes.GradeOf(source, Type.V1.ReviewTopic.Count, incident));
        var ofStatus = Scopes.IsGradedFor(source, Type.V1.ReviewTopic.CivilianStatus, incident) ? Of(Scopes.GradeOf(source, Type.V1.ReviewTopic.CivilianStatus, incident)) : grade;
        return new(source.DisplayName, (SourceKind)source.Type, grade, ofStatus == grade ? null : ofStatus);
    }

    /// <summary>A person's grade; null where there is none, or one of a newer contract.</summary>
    public static Estimation.ReliabilityGrade? Of(Sources.V1.ReliabilityGrade grade) =>
        Enum.IsDefined((Estimation.ReliabilityGrade)grade) ? (Estimation.ReliabilityGrade)grade : null;

    private static Estimation.Claim[] Of(IReadOnlyList<Claim> claims, Decisions decisions)
    {
        var result = new Estimation.Claim[claims.Count];
        for (var i = 0; i < result.Length; i++)
            result[i] = Of(claims[i], decisions.On(claims[i].Name));
        return result;
    }

    public static Attribution Of(Type.V1.Attribution attribution) =>
        new(attribution.Actor, (AttributionRole)attribution.Role, (AttributionStatus)attribution.Status);

    private static Estimation.Claim Of(Claim claim, ClaimDecisions decided) => new()
    {
        Name = claim.Name,
        Publisher = claim.Publisher,
        Originator = claim.Originator.Length > 0 ? claim.Originator : null,
        PublishedDate = LastDay(claim.PublishedDate),
        PublishedTime = claim.PublishedTime?.ToDateTimeOffset(),
        RecordedRevision = claim.CreateRevision,
        State = (Estimation.ClaimState)claim.State,
        Copies = claim.RepeatedClaim.Length > 0 ? claim.RepeatedClaim : null,
        IsRepetition = claim.IsRepetition,
        Statements = claim.Counts.Count == 0 ? [] : [.. claim.Counts.Select(Of)],
        Attributions = claim.Attributions.Count == 0 ? [] : [.. claim.Attributions.Select(Of)],
        Excluded = decided.Excluded,
        Uncorroborating = decided.Uncorroborating,
        Doubted = decided.Doubted,
        Credibility = decided.Credibility == default ? null : (Estimation.InformationCredibility)decided.Credibility,
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

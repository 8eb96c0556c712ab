using Casualties.Reports.V1;
using AttributionStatement = Casualties.Reports.V1.AttributionStatement;
using AttributionSummary = Casualties.Reports.V1.AttributionSummary;
using DocumentedBounds = Casualties.Reports.V1.DocumentedBounds;
using Estimate = Casualties.Reports.V1.Estimate;
using ClaimPart = Casualties.Reports.V1.ClaimPart;
using StatementPart = Casualties.Reports.V1.StatementPart;

namespace Casualties.Gateway.Reports;

/// <summary>Puts what the estimator says into the terms of the contract; see <see cref="EstimationInput"/> for the way in.</summary>
internal static class EstimateMessages
{
    public static Estimate Of(Estimation.Estimate estimate) => new()
    {
        Count = estimate.Count is { } count ? CountMessages.Of(count) : null,
        Harm = (Type.V1.HarmType)estimate.Harm,
        Victims = Of(estimate.Victims),
        Bounds = Of(estimate.Bounds),
        ClaimCount = estimate.Claims,
        OriginatorCount = estimate.Originators,
        Explanation = estimate.Explanation,
    };

    public static StatementPart Of(Estimation.StatementPart part, Type.V1.CountStatement statement) => new()
    {
        Statement = statement,
        Use = (StatementUse)part.Use,
        SetsLow = part.SetsLow,
        SetsHigh = part.SetsHigh,
        OpensAbove = part.OpensAbove,
        Explanation = part.Explanation,
        Influence = part.Influence is { } influence ? CountMessages.Of(influence) : null,
    };

    /// <summary>A claim as it is shown, without its statements.</summary>
    public static ClaimPart Of(Counts.V1.Claim claim, ReportInputs inputs) => new()
    {
        Claim = claim.Name,
        Publisher = claim.Publisher,
        PublisherDisplayName = DisplayName(inputs, claim.Publisher),
        Originator = claim.Originator,
        OriginatorDisplayName = DisplayName(inputs, claim.Originator),
        PublishedDate = claim.PublishedDate,
        Revision = claim.Revision,
        Credibility = inputs.Decisions.On(claim.Name).Credibility,
        DownWeighted = inputs.Decisions.On(claim.Name).Doubted,
        Uncorroborating = inputs.Decisions.On(claim.Name).Uncorroborating,
    };

    /// <summary>What people call a source; empty if its record is missing.</summary>
    public static string DisplayName(ReportInputs inputs, string source) =>
        inputs.Sources.TryGetValue(source, out var record) ? record.DisplayName : "";

    /// <summary>The part of any statement about an incident of which nothing counts: none.</summary>
    public static StatementPart LeftOut(Type.V1.CountStatement statement, bool retracted) => new()
    {
        Statement = statement,
        Use = retracted ? StatementUse.Retracted : StatementUse.Flagged,
        Explanation = retracted ? "Left out: the incident was retracted." : "Left out: a flag on the incident was upheld.",
    };

    /// <summary>How far what is said is borne out.</summary>
    public static Corroboration Of(Estimation.Corroboration corroboration) => new()
    {
        OriginatorCount = corroboration.Originators,
        SourceTypeCount = corroboration.Kinds,
        RepetitionCount = corroboration.Repetitions,
        MeetsTwoIndependent = Of(corroboration.TwoIndependent),
        MeetsThreeTypes = Of(corroboration.ThreeTypes),
        Occurrence = Of(corroboration.Occurrence),
        Attribution = Of(corroboration.Attribution),
        Count = Of(corroboration.Count),
        CivilianStatus = Of(corroboration.CivilianStatus),
        Airwars = new AirwarsResult { Grade = (AirwarsGrade)corroboration.Airwars.Value, Because = corroboration.Airwars.Because },
    };

    private static RuleResult Of(Estimation.Finding<bool> rule) => new() { Met = rule.Value, Because = rule.Because };

    private static GradeResult Of(Estimation.Finding<Estimation.EvidenceGrade> grade) => new() { Grade = (EvidenceGrade)grade.Value, Because = grade.Because };

    public static AttributionSummary Of(Estimation.AttributionSummary summary) => new()
    {
        Status = (Type.V1.AttributionStatus)summary.Status,
        Statements = { summary.Statements.Select(Of) },
    };

    public static AttributionStatement Of(Estimation.AttributionStatement statement) => new()
    {
        Attribution = new Type.V1.Attribution
        {
            Actor = statement.Attribution.Actor,
            Role = (Type.V1.AttributionRole)statement.Attribution.Role,
            Status = (Type.V1.AttributionStatus)statement.Attribution.Status,
        },
        Claim = statement.Claim ?? "",
    };

    private static Type.V1.VictimGroup Of(Estimation.VictimGroup group) => new()
    {
        Sex = (Type.V1.Sex)group.Sex,
        Age = (Type.V1.AgeGroup)group.Age,
        Status = (Type.V1.CivilianStatus)group.Status,
        Perpetrators = (Type.V1.PerpetratorScope)group.Perpetrators,
    };

    /// <summary>Documented bounds.</summary>
    public static DocumentedBounds Of(Estimation.DocumentedBounds bounds)
    {
        var message = new DocumentedBounds { OpenAbove = bounds.OpenAbove };
        if (bounds.Low is { } low)
            message.Low = low;
        if (bounds.High is { } high)
            message.High = high;
        return message;
    }
}

using Casualties.Counts.V1;
using Casualties.Estimation;
using Casualties.Hosting.Records;
using Claim = Casualties.Counts.V1.Claim;

namespace Casualties.Gateway.Reports;

/// <summary>What reviewers ask of an incident beside its report: how its claims stand to each other, which seem to repeat others, and what its number rests on.</summary>
/// <param name="Incident">The incident.</param>
/// <param name="Claims">Every claim about it.</param>
/// <param name="Repetitions">The claims that seem to repeat another one.</param>
/// <param name="Footing">What its number rests on.</param>
internal sealed record IncidentStanding(string Incident, IReadOnlyList<StandingRow> Claims, IReadOnlyList<CircularReport> Repetitions, Footing Footing)
{
    /// <summary>Derives it from what the restricted report is made of: all claims have a part in it, under their own names.</summary>
    public static IncidentStanding Of(ReportInputs inputs, CaseEstimates estimates)
    {
        var subject = EstimationInput.Of(inputs);
        var estimate = estimates.Of(subject).Estimate;
        var records = inputs.Claims.ToDictionary(claim => claim.Name);
        var rows = estimate.Claims.Select(part => RowOf(part, estimate, records, inputs)).ToList();
        var decided = inputs.Claims.SelectMany(claim => claim.CopyJudgements.Select(judgement => (claim.Name, judgement.Original))).ToHashSet();
        return new(
            inputs.Incident.Name,
            rows,
            inputs.CountsNowhere ? [] : CircularReporting.Find(subject.Claims, decided),
            inputs.CountsNowhere ? new(0, null) : Footing.Of(inputs, subject, estimate, estimates.Policy));
    }

    private static StandingRow RowOf(ClaimPart part, IncidentEstimate estimate, Dictionary<string, Claim> records, ReportInputs inputs)
    {
        var (claim, record) = (part.Claim, records[part.Claim.Name]);
        var isLive = record.State == Counts.V1.ClaimState.Live;
        return new(
            record,
            record.Originator.Length > 0 ? record.Originator : records.GetValueOrDefault(record.RepeatedClaim)?.Voice ?? "",
            claim.PublishedDate is { } day ? IndexText.Day(day) : "",
            isLive && (inputs.Decisions.Excluded || part.Statements.Any(statement => statement.Use == StatementUse.Flagged)),
            inputs.CountsNowhere ? default : ClaimStanding.Of(part, estimate));
    }
}

/// <summary>How one claim stands to the others about its incident.</summary>
/// <param name="Record">The claim.</param>
/// <param name="Origin">Whose figures it gives, as far as anyone says; empty if nobody does.</param>
/// <param name="Published">The day of publication, as in the index; empty if it is not known.</param>
/// <param name="IsExcluded">Whether a flag leaves it out of the numbers.</param>
/// <param name="Standing">How it stands.</param>
internal sealed record StandingRow(Claim Record, string Origin, string Published, bool IsExcluded, ClaimStanding Standing);

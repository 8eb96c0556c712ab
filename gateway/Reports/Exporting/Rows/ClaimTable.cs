using Casualties.Hosting.Records;
using Casualties.Reports.V1;
using Casualties.Type.V1;

namespace Casualties.Gateway.Reports.Exporting;

/// <summary>One row for each count statement of each claim that a report lists: what its viewer may not know of is not in it.</summary>
public static class ClaimTable
{
    private static readonly Columns<Said> Columns = new(
    [
        new("incident", "#event+id", said => Cell.Of(said.Report.Incident)),
        new("claim", "#meta+id", said => Cell.Of(said.Claim.Claim)),
        new("publisher", "#meta+source+id", said => Cell.Of(said.Claim.Publisher)),
        new("publisher_name", "#meta+source+name", said => Cell.Of(said.Claim.PublisherDisplayName)),
        new("originator", "#meta+originator+id", said => Cell.Of(said.Claim.Originator)),
        new("originator_name", "#meta+originator+name", said => Cell.Of(said.Claim.OriginatorDisplayName)),
        new("published_date", "#date+reported", said => Days.Of(said.Claim.PublishedDate)),
        new("credibility", "#status+credibility", said => Cell.Of(IndexText.Of(said.Claim.Credibility))),
        new("harm", "#affected+type", said => Cell.Of(IndexText.Of(said.Stated.Harm))),
        new("sex", "#affected+sex", said => Cell.Of(IndexText.Of(said.Stated.Victims?.Sex ?? Sex.Unspecified))),
        new("age_group", "#affected+age", said => Cell.Of(IndexText.Of(said.Stated.Victims?.Age ?? AgeGroup.Unspecified))),
        new("civilian_status", "#affected+status", said => Cell.Of(IndexText.Of(said.Stated.Victims?.Status ?? CivilianStatus.Unspecified))),
        new("perpetrators", "#affected+perpetrators", said => Cell.Of(IndexText.Of(said.Stated.Victims?.Perpetrators ?? PerpetratorScope.Unspecified))),
        new("form", "#indicator+form", said => Cell.Of(IndexText.Of(said.Stated.Form))),
        new("low", "#affected+min", said => said.Stated.HasLow ? Cell.Of(said.Stated.Low) : default),
        new("high", "#affected+max", said => said.Stated.HasHigh ? Cell.Of(said.Stated.High) : default),
        new("words", "#affected+text", said => Cell.Of(said.Stated.Words)),
        new("coverage", "#indicator+coverage", said => Cell.Of(IndexText.Of(said.Stated.Coverage))),
        new("use", "#status+use", said => Cell.Of(IndexText.Of(said.Part.Use))),
        new("sets_low", "#status+min", said => Cell.Of(said.Part.SetsLow)),
        new("sets_high", "#status+max", said => Cell.Of(said.Part.SetsHigh)),
        new("opens_above", "#status+max+open", said => Cell.Of(said.Part.OpensAbove)),
        new("weight", "#indicator+weight", said => Cell.Of(said.Part.Influence?.Weight)),
        new("explanation", "#description", said => Cell.Of(said.Part.Explanation)),
        new("down_weighted", "#status+doubted", said => Cell.Of(said.Claim.DownWeighted)),
        new("record_time", "#date+recorded", said => Times.Of(said.Report.Provenance?.RecordTime)),
    ]);

    /// <summary>The rows of incidents.</summary>
    public static Table Of(IAsyncEnumerable<ExportedIncident> incidents) => Columns.Of(SaidOf(incidents));

    private static async IAsyncEnumerable<Said> SaidOf(IAsyncEnumerable<ExportedIncident> incidents)
    {
        await foreach (var (report, _) in incidents)
        {
            foreach (var claim in report.Claims)
            {
                foreach (var part in claim.Statements)
                    yield return new Said(report, claim, part, part.Statement);
            }
        }
    }

    /// <summary>A count statement where it stands.</summary>
    private sealed record Said(IncidentReport Report, ClaimPart Claim, StatementPart Part, CountStatement Stated);
}

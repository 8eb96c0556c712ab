using Casualties.Counts.V1;
using Casualties.Reports.V1;
using Casualties.Type.V1;

namespace Suite.Tests;

/// <summary>How a claim stands to all others about its incident, worked out anew from what reports say.</summary>
internal sealed record Standing(Claim Claim, bool Tested, bool Within, long People)
{
    private static readonly HarmType[] Harms = [HarmType.Killed, HarmType.Injured];

    public bool IsLive => Claim.State == ClaimState.Live;

    public static async Task<List<Standing>> AllAsync(RunningSuite suite)
    {
        var claims = await suite.AllClaimsAsync();
        return [.. from report in await suite.AllReportsAsync() from part in report.Claims select Of(part, report, claims[part.Claim])];
    }

    private static Standing Of(ClaimPart part, IncidentReport report, Claim claim)
    {
        var figures = (
            from harm in Harms
            let estimate = report.Estimates.SingleOrDefault(one => one.Harm == harm && IsOfAll(one.Victims))
            where estimate?.Count is not null
            let said = part.Statements.LastOrDefault(one => one.Influence is not null && one.Statement.Harm == harm && IsOfAll(one.Statement.Victims))
            where said is not null
            select (estimate.Count, said.Statement, said.Influence)).ToList();
        var people = figures.Count == 0 ? 0 : Math.Abs(figures[0].Count.Median - figures[0].Influence.MedianWithout);
        var tested = figures.Where(one => Span(one.Statement) is not null && !one.Count.Remarks.Contains(EstimateRemark.SingleSource)).ToList();
        if (tested.Count == 0)
            return new(claim, false, false, people);
        var (low, high) = Span(tested[0].Statement)!.Value;
        return new(claim, true, low <= tested[0].Influence.IntervalWithout.High && high >= tested[0].Influence.IntervalWithout.Low, people);
    }

    private static bool IsOfAll(VictimGroup? group) => group is null or
    {
        Sex: Sex.Unspecified, Age: AgeGroup.Unspecified, Status: CivilianStatus.Unspecified, Perpetrators: PerpetratorScope.Unspecified or PerpetratorScope.Excluded,
    };

    // What the whole can be, if the statement is true.
    private static (long Low, long High)? Span(CountStatement statement)
    {
        (long, long)? span = statement.Form switch
        {
            CountForm.Exact or CountForm.About or CountForm.Range => (statement.Low, statement.High),
            CountForm.AtLeast => (statement.Low, long.MaxValue),
            CountForm.MoreThan => (statement.Low + 1, long.MaxValue),
            CountForm.AtMost => (0, statement.High),
            _ => null,
        };
        if (span is not var (low, _) || statement.Coverage != CountCoverage.PartOfIncident)
            return span;
        return statement.Form == CountForm.AtMost ? null : (low, long.MaxValue);
    }
}

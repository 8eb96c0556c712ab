using Casualties.Counts.V1;
using Casualties.Reports.V1;

namespace Casualties.Gateway.Reports;

/// <summary>
/// Leaves out of a report who said what, as far as it would tell what a restricted source said: its claims are never listed, and where only one of them
/// speaks of a group, all others are left out as well, since its figure would be had by comparing.
/// </summary>
internal static class Withholding
{
    private const string Withheld = "Who said what is withheld: figures of sources that may not be named are among it.";

    /// <summary>Leaves out what must be left out of a report.</summary>
    public static void Apply(IncidentReport report, ReportInputs inputs)
    {
        if (inputs.Unlisted.Count == 0 && !inputs.WithholdsAll)
            return;
        var restricted = Restricted(inputs);
        report.RestrictedClaimCount = restricted.Count;
        report.BreakdownWithheld = WithholdsBreakdown(inputs);
        var listed = report.BreakdownWithheld ? [] : report.Claims.Where(part => !inputs.Unlisted.ContainsKey(part.Claim)).ToList();
        report.Claims.Clear();
        report.Claims.Add(listed);
        foreach (var notice in report.BreakdownWithheld ? report.Flags.Where(flag => flag.Record != report.Incident).ToList() : [])
            report.Flags.Remove(notice);
        foreach (var named in report.BreakdownWithheld ? report.Attribution?.Statements.Where(statement => statement.Claim.Length > 0).ToList() ?? [] : [])
            report.Attribution!.Statements.Remove(named);
    }

    /// <summary>Whether nothing is told of who said what.</summary>
    public static bool WithholdsBreakdown(ReportInputs inputs) => inputs.WithholdsAll || Restricted(inputs)
        .SelectMany(claim => claim.Counts.Select(count => (Cell: (count.Harm, count.Victims), Publisher: inputs.Unlisted[claim.Name])))
        .Distinct()
        .CountBy(figure => figure.Cell)
        .Any(cell => cell.Value == 1);

    /// <summary>Leaves out what must be left out of an explanation: with a restricted source among them, what it would be without each source tells its figure.</summary>
    public static void Apply(EstimateExplanation explanation, ReportInputs inputs)
    {
        if (inputs.Unlisted.Count == 0 && !inputs.WithholdsAll)
            return;
        explanation.Claims.Clear();
        explanation.WithoutSources.Clear();
        explanation.Fragility = null;
        explanation.Sentences.Clear();
        explanation.Sentences.Add([explanation.Estimate.Explanation, Withheld]);
    }

    private static List<Claim> Restricted(ReportInputs inputs) => [.. inputs.Claims.Where(claim => claim.State == ClaimState.Live && inputs.Unlisted.ContainsKey(claim.Name))];
}

using Casualties.Counts.V1;
using Casualties.Gateway.Import;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;

namespace Suite.Tests;

/// <summary>What one incident of the sample adds to sums, as its report and its claims have it.</summary>
/// <param name="Report">Its report.</param>
/// <param name="Claims">Its live claims.</param>
/// <param name="Harms">How many suffered each harm, perpetrators left out, and why; those without an estimate are missing.</param>
internal sealed record SampleIncident(IncidentReport Report, IReadOnlyList<Claim> Claims, IReadOnlyDictionary<HarmType, EstimateExplanation> Harms);

/// <summary>A suite that holds the sample, for all tests of a class that only read; and everything that its reports say, read once.</summary>
public sealed class SampleSuite : SuiteTest, IAsyncLifetime
{
    /// <summary>The harms that are summed up where none is asked for.</summary>
    public static readonly HarmType[] Harms = [HarmType.Killed, HarmType.Injured, HarmType.Missing];

    public RunningSuite Suite { get; private set; } = null!;

    /// <summary>The incidents, by name.</summary>
    internal IReadOnlyList<SampleIncident> Incidents { get; private set; } = [];

    /// <summary>The sources, by name.</summary>
    internal IReadOnlyDictionary<string, Source> Sources { get; private set; } = new Dictionary<string, Source>();

    public async ValueTask InitializeAsync()
    {
        Suite = await StartAsync(args: "--Limits:CallsPerSecond=0");
        var sheet = ClaimSheet.In(Path.Combine(AppContext.BaseDirectory, "Sample", "afghanistan-2020-2021"));
        await new ClaimSheetImport(Suite.Invoker, Audience.Public).RunAsync(sheet, new QuarantineReport(), null, CancellationToken.None);
        Sources = (await Suite.Sources.ListSourcesAsync(new ListSourcesRequest { PageSize = 1000 })).Sources.ToDictionary(source => source.Name);
        var claims = (await Suite.Claims.ListClaimsAsync(new ListClaimsRequest { PageSize = 1000 })).Claims.Where(claim => claim.State == ClaimState.Live).ToLookup(claim => claim.Incident);
        var incidents = new List<SampleIncident>();
        foreach (var report in (await Suite.ReportsAsync()).Values.OrderBy(report => report.Incident, StringComparer.Ordinal))
            incidents.Add(new SampleIncident(report, [.. claims[report.Incident]], await ExplainAsync(report)));
        Incidents = incidents;
    }

    private async Task<IReadOnlyDictionary<HarmType, EstimateExplanation>> ExplainAsync(IncidentReport report)
    {
        var explained = new Dictionary<HarmType, EstimateExplanation>();
        foreach (var harm in report.Estimates.Where(estimate => estimate.Victims.Equals(Kabul.Victims)).Select(estimate => estimate.Harm))
            explained.Add(harm, await Suite.Reports.ExplainEstimateAsync(new ExplainEstimateRequest { Name = report.Name, Harm = harm }));
        return explained;
    }

    /// <summary>Asks for an aggregate as of now.</summary>
    internal async Task<Aggregate> AskAsync(AggregateQuery query) => await Suite.Aggregates.AggregateReportsAsync(new AggregateReportsRequest { Query = query });
}

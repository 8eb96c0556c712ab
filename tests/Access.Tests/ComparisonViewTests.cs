using Casualties.Hosting;
using Casualties.Incidents.V1;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Grpc.Core;
using static Casualties.Tests.Shared.Reviewing;
using static Casualties.Tests.Shared.Some;

namespace Access.Tests;

/// <summary>A comparison names no record that the reports at its ends do not name, and none for what the caller is not told.</summary>
public sealed class ComparisonViewTests : SuiteTest
{
    [Fact]
    public async Task Flags_for_safety_and_proposals_name_no_record_to_who_is_not_told_of_them()
    {
        var suite = await StartAsync(args: ["--Limits:CallsPerSecond=0", "--Access:AllowAnonymousReaders=true"]);
        var source = (await suite.CreateAsync(Source())).Name;
        var endangered = await suite.CreateAsync(Incident());
        var claim = await suite.RecordAsync(Claim(endangered.Name, source, source, Exactly(8)));
        // In the same incident something else is decided, so that its number changes by the same cause.
        var other = (await suite.CreateAsync(Source("Another"))).Name;
        var excluded = await suite.RecordAsync(Claim(endangered.Name, other, other, Exactly(20)));
        var proposed = await suite.CreateAsync(Incident());
        await suite.RecordAsync(Claim(proposed.Name, source, source, Exactly(5)));
        await suite.ReportAsync(proposed.Name, await suite.NewestAsync());
        var (publicBefore, before) = ((await AggregateAsync(suite.Anonymous)).Manifest.Revisions, (await AggregateAsync(suite.Invoker)).Manifest.Revisions);

        await suite.FlagAsync(claim.Name, Flag(FlagEffect.None, FlagReason.CoercedOrUnsafe));
        await suite.FlagAsync(endangered.Name, Flag(FlagEffect.None, FlagReason.SafetyTakedown));
        await suite.Incidents.ExpungeIncidentAsync(new ExpungeIncidentRequest { Name = proposed.Name, Etag = proposed.Etag, Paths = { "summary" }, Reason = "It endangers someone.", RequestId = NewRequestId() });
        await suite.UpholdAsync(excluded.Name, Flag());
        await suite.ReportAsync(proposed.Name, await suite.NewestAsync());

        Assert.Equal([excluded.Name], Named(await CompareAsync(suite.Anonymous, new CompareReportsRequest { Query = new AggregateQuery(), Before = new ReportAsOf { Revisions = publicBefore } })));
        Assert.Equal(
            new[] { claim.Name, endangered.Name, excluded.Name }.Order(StringComparer.Ordinal),
            Named(await CompareAsync(suite.Invoker, new CompareReportsRequest { Query = new AggregateQuery(), Before = new ReportAsOf { Revisions = before } })));
    }

    [Fact]
    public async Task What_a_report_withholds_no_comparison_names()
    {
        var suite = await StartAsync(args: ["--Limits:CallsPerSecond=0", "--Access:AllowAnonymousReaders=true"]);
        var source = (await suite.CreateAsync(Source())).Name;
        var incident = await suite.CreateAsync(Incident());
        await suite.RecordAsync(Claim(incident.Name, source, source, Exactly(10)));
        await suite.ReportAsync(incident.Name, await suite.NewestAsync());
        var before = (await AggregateAsync(suite.Anonymous)).Manifest.Revisions;

        var other = (await suite.CreateAsync(Source("Another"))).Name;
        await suite.RecordAsync(Claim(incident.Name, other, other, Exactly(30)));
        var secret = (await suite.CreateAsync(Source("A secret one").With(one => one.Confidentiality = Confidentiality.Sealed))).Name;
        await suite.RecordAsync(Claim(incident.Name, secret, secret, Exactly(12)));
        await suite.ReportAsync(incident.Name, await suite.NewestAsync());

        var report = await new ReportService.ReportServiceClient(suite.Anonymous).GetIncidentReportAsync(new GetIncidentReportRequest { Name = $"{incident.Name}/report" });
        Assert.True(report.BreakdownWithheld);
        var comparison = await CompareAsync(suite.Anonymous, new CompareReportsRequest { Name = report.Name, Before = new ReportAsOf { Revisions = before } });
        Assert.NotEmpty(comparison.Total.Harms[0].Parts);
        Assert.Empty(Named(comparison));
    }

    private static async Task<Comparison> CompareAsync(CallInvoker calls, CompareReportsRequest request) =>
        await new AggregateService.AggregateServiceClient(calls).CompareReportsAsync(request);

    private static async Task<Aggregate> AggregateAsync(CallInvoker calls) =>
        await new AggregateService.AggregateServiceClient(calls).AggregateReportsAsync(new AggregateReportsRequest { Query = new AggregateQuery() });

    private static IEnumerable<string> Named(Comparison comparison) =>
        comparison.Total.Harms.SelectMany(harm => harm.Parts).SelectMany(part => part.Records).Distinct().Order(StringComparer.Ordinal);
}

using Casualties.Hosting;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Suite.Tests;

/// <summary>What a preview said.</summary>
internal sealed record PreviewOutcome(IReadOnlyList<PreviewedIncident> Changed, IReadOnlyList<PreviewProgress> Progress, PreviewSummary Summary)
{
    /// <summary>The only report that would change.</summary>
    public PreviewedIncident Only => Assert.Single(Changed);

    /// <summary>Asserts that reports went from before to after as was shown, to the byte: those that were shown, and all others as well.</summary>
    public void AssertExact(IReadOnlyDictionary<string, IncidentReport> before, IReadOnlyDictionary<string, IncidentReport> after)
    {
        Assert.All(Changed, changed => Assert.Equal(Bytes(Previews.NumbersOf(before.GetValueOrDefault(changed.Report))), Bytes(changed.Before)));
        var listed = Changed.ToDictionary(changed => changed.Report, changed => changed.After);
        foreach (var report in before.Keys.Union(after.Keys))
        {
            var expected = listed.TryGetValue(report, out var shown) ? shown : Previews.NumbersOf(before.GetValueOrDefault(report));
            Assert.Equal(Bytes(expected), Bytes(Previews.NumbersOf(after.GetValueOrDefault(report))));
        }
    }

    private static byte[]? Bytes(ReportNumbers? numbers) => numbers?.ToByteArray();
}

/// <summary>Shows what decisions would change, and reads what reports say.</summary>
internal static class Previews
{
    // Whoever shows it and whoever reads it are of one organisation: pseudonyms differ from one to the next.
    private const string Organisation = "Relief";

    /// <summary>The review RPCs, for a reviewer who decides on nothing.</summary>
    public static ReviewService.ReviewServiceClient Previewer(this RunningSuite suite) =>
        new(suite.As(new Caller("previewer", RoleSet.Of(Role.Reader, Role.Reviewer), Audience.Restricted, Organisation)));

    /// <summary>Shows what a flag would change.</summary>
    public static Task<PreviewOutcome> PreviewAsync(this RunningSuite suite, PreviewFlagRequest request) => OutcomeAsync(suite.Previewer().PreviewFlag(request));

    /// <summary>Shows what a rating would change.</summary>
    public static Task<PreviewOutcome> PreviewAsync(this RunningSuite suite, PreviewRatingRequest request) => OutcomeAsync(suite.Previewer().PreviewRating(request));

    /// <summary>Every report that an audience sees, by its name, as of the newest revisions.</summary>
    public static async Task<IReadOnlyDictionary<string, IncidentReport>> ReportsAsync(this RunningSuite suite, Audience audience = Audience.Restricted, string policy = "")
    {
        using (var seen = suite.Reports.ListIncidentReports(new ListIncidentReportsRequest { MinRevisions = await suite.NewestAsync() }))
            await seen.ResponseStream.MoveNext();
        using var list = new ReportService.ReportServiceClient(suite.ReaderOf(audience)).ListIncidentReports(new ListIncidentReportsRequest { Policy = policy });
        var reports = new Dictionary<string, IncidentReport>();
        await foreach (var page in list.ResponseStream.ReadAllAsync())
        {
            foreach (var report in page.Reports)
                reports.Add(report.Name, report);
        }
        return reports;
    }

    /// <summary>The totals that an audience sees.</summary>
    public static async Task<IReadOnlyList<HarmTotal>> TotalsAsync(this RunningSuite suite, Audience audience = Audience.Restricted, string policy = "", string country = "") =>
        (await suite.TotalAsync(new AggregateQuery { Policy = policy, Filter = country.Length == 0 ? null : new ReportFilter { Countries = { country } } }, audience)).Total.Totals;

    /// <summary>What the incidents asked for come to, as an audience sees them.</summary>
    public static async Task<Aggregate> TotalAsync(this RunningSuite suite, AggregateQuery query, Audience audience = Audience.Restricted, SuiteRevisions? min = null) =>
        await new AggregateService.AggregateServiceClient(suite.ReaderOf(audience)).AggregateReportsAsync(new AggregateReportsRequest { Query = query, MinRevisions = min });

    /// <summary>What of a report a decision can change.</summary>
    public static ReportNumbers? NumbersOf(IncidentReport? report) => report is null ? null : new ReportNumbers
    {
        Estimates = { report.Estimates },
        Attribution = report.Attribution,
        Corroboration = report.Corroboration,
        CountOriginatorCount = report.CountOriginatorCount,
        OriginatorCount = report.OriginatorCount,
    };

    /// <summary>Calls as a reader of an audience, always of the same organisation.</summary>
    public static CallInvoker ReaderOf(this RunningSuite suite, Audience audience) =>
        suite.As(new Caller($"reader-{audience}", RoleSet.Of(Role.Reader), audience, Organisation));

    // With what must hold of every preview.
    private static async Task<PreviewOutcome> OutcomeAsync(AsyncServerStreamingCall<Preview> call)
    {
        var changed = new List<PreviewedIncident>();
        var progress = new List<PreviewProgress>();
        PreviewSummary? summary = null;
        using (call)
        {
            await foreach (var part in call.ResponseStream.ReadAllAsync())
            {
                Assert.Null(summary);
                summary = part.Summary;
                if (part.Incident is { } incident)
                    changed.Add(incident);
                else if (part.Progress is { } now)
                    progress.Add(now);
            }
        }
        Assert.NotNull(summary);
        Assert.Equal(changed.Select(one => one.Report).Order(StringComparer.Ordinal), changed.Select(one => one.Report));
        Assert.Equal((changed.Count, changed.Count(one => one.FallsToSingleOriginator)), (summary.ChangedCount, summary.SingleOriginatorCount));
        Assert.Equal(progress.Select(one => one.ExaminedCount).Distinct().Order(), progress.Select(one => one.ExaminedCount));
        Assert.All(progress, one => Assert.Equal(summary.IncidentCount, one.IncidentCount));
        Assert.Equal(summary.IncidentCount, progress.LastOrDefault()?.ExaminedCount ?? 0);
        return new PreviewOutcome(changed, progress, summary);
    }
}

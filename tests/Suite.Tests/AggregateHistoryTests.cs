using Casualties.Hosting;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using CsCheck;
using Google.Protobuf;

namespace Suite.Tests;

/// <summary>A sum as of the past is the one that was answered then, however much has changed since; and a view made anew gives the sums of the one that grew.</summary>
public sealed class AggregateHistoryTests : SuiteTest
{
    private const int Changes = 1_000;
    private const int ChangesBetweenPoints = 50;

    // Up to here records are hidden. What is hidden since is hidden as of the past too, so only from here on the public is answered as it was.
    private const int LastHidden = 500;

    private static readonly AggregateQuery[] Queries =
    [
        new() { GroupBy = { Dimension.Month, Dimension.Tactic, Dimension.AttributionStatus }, WithChanges = true },
        new() { GroupBy = { Dimension.Party, Dimension.Source }, PartySplit = PartySplit.Fractional },
        new() { GroupBy = { Dimension.Sex, Dimension.OccurrenceGrade, Dimension.SourceType } },
        new() { GroupBy = { Dimension.Quarter, Dimension.AirwarsGrade }, Policy = "two-independent" },
    ];

    [Fact]
    public async Task A_sum_as_of_then_is_what_was_answered_then_and_a_view_made_anew_gives_the_same()
    {
        var suite = await StartAsync(args: "--Limits:CallsPerSecond=0");
        await Change.Any.Array[Changes].SampleAsync(changes => CheckAsync(suite, changes), iter: 1, threads: 1);
    }

    private static async Task CheckAsync(RunningSuite suite, Change[] changes)
    {
        var records = new ChangingRecords(suite);
        await records.BeginAsync();
        var answered = new List<Answer>();
        for (var made = 0; made < changes.Length; made++)
        {
            records.Hides = made < LastHidden;
            await records.MakeAsync(changes[made]);
            if ((made + 1) % ChangesBetweenPoints != 0)
                continue;
            await SeenAsync(suite);
            answered.AddRange(await AnswersAsync(suite, made >= LastHidden ? [Audience.Restricted, Audience.Public] : [Audience.Restricted]));
        }

        Assert.True(answered.Max(answer => answer.Aggregate.Total.IncidentCount) > 5);
        // An answer that never changes would be right of any point.
        Assert.True(answered.Select(answer => Convert.ToHexString(answer.Bytes)).Distinct().Count() > answered.Count / 2);
        foreach (var answer in answered)
        {
            var past = await AsAudience(suite, answer.Audience).AggregateReportsAsync(
                new AggregateReportsRequest { Query = answer.Query, AsOf = new ReportAsOf { Revisions = answer.Aggregate.Manifest.Revisions } });
            Assert.Null(past.Freshness);
            Assert.Equal(answer.Aggregate, past);
            Assert.Equal(answer.Bytes, past.ToByteArray());
        }

        Audience[] audiences = [Audience.Public, Audience.Partner, Audience.Restricted];
        var grown = await AnswersAsync(suite, audiences);
        await suite.RestartAsync(suite.DeleteReadModel);
        await SeenAsync(suite);
        Assert.All(grown.Zip(await AnswersAsync(suite, audiences)), pair => Assert.Equal(pair.First.Bytes, pair.Second.Bytes));
        await AssertPoliciesAsync(suite);
    }

    // Every policy has a sum for each incident, and that is what the report by that policy says.
    private static async Task AssertPoliciesAsync(RunningSuite suite)
    {
        foreach (var policy in (await suite.Reports.ListPoliciesAsync(new ListPoliciesRequest())).Policies)
        {
            var reports = (await suite.ReportsAsync(policy: policy.Id)).Values.Where(report => !report.Retracted && !report.ExcludedByFlag).ToList();
            var total = (await suite.Aggregates.AggregateReportsAsync(new AggregateReportsRequest { Query = new AggregateQuery { Policy = policy.Id } })).Total;
            Assert.Equal((reports.Count, reports.Sum(report => report.LiveClaimCount)), (total.IncidentCount, total.ClaimCount));
            foreach (var harm in total.Totals)
            {
                var estimates = reports.SelectMany(report => report.Estimates).Where(estimate => estimate.Harm == harm.Harm && estimate.Victims.Equals(Kabul.Victims)).ToList();
                var hasRange = policy.HasRanges && harm.Harm != HarmType.Missing;
                estimates.RemoveAll(estimate => hasRange ? estimate.Count is null : !estimate.Bounds.HasLow && !estimate.Bounds.HasHigh);
                Assert.Equal((estimates.Count, reports.Count - estimates.Count), (harm.IncidentCount, harm.IncidentsWithoutEstimate));
                Assert.Equal((estimates.Sum(one => one.Bounds.Low), estimates.Sum(one => one.Bounds.High)), (harm.SumOfBounds.Low, harm.SumOfBounds.High));
                Assert.Equal(hasRange && estimates.Count > 0, harm.Count is not null);
                // As three decimals are answered of each.
                Assert.Equal(hasRange ? estimates.Sum(one => one.Count.Mean) : 0, harm.Count?.Mean ?? 0, 0.0006 * (estimates.Count + 1));
            }
        }
    }

    // For who sees every record revisions are those of the services, and the view is one for all.
    private static async Task SeenAsync(RunningSuite suite) =>
        await suite.Aggregates.AggregateReportsAsync(new AggregateReportsRequest { MinRevisions = await suite.NewestAsync() });

    private static async Task<List<Answer>> AnswersAsync(RunningSuite suite, Audience[] audiences)
    {
        var answers = new List<Answer>();
        foreach (var audience in audiences)
        {
            foreach (var query in Queries)
            {
                var aggregate = await AsAudience(suite, audience).AggregateReportsAsync(new AggregateReportsRequest { Query = query });
                aggregate.Freshness = null;
                answers.Add(new Answer(audience, query, aggregate, aggregate.ToByteArray()));
            }
        }
        return answers;
    }

    private static AggregateService.AggregateServiceClient AsAudience(RunningSuite suite, Audience audience) =>
        new(suite.As(new Caller($"reader-{audience}", RoleSet.Of(Role.Reader), audience, "Relief")));

    private sealed record Answer(Audience Audience, AggregateQuery Query, Aggregate Aggregate, byte[] Bytes);
}

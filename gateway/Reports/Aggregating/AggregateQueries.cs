using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Casualties.Estimation;
using Casualties.Hosting;
using Casualties.Hosting.Records;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Casualties.Gateway.Reports;

/// <summary>Answers questions for aggregates.</summary>
internal sealed class AggregateQueries(ReadModel model, AddendGathering gathering, SumMemo memo, TimeProvider time)
{
    /// <summary>How many rows an answer has at most; a file has room for more.</summary>
    public const int MaxRows = 5_000;

    // An import changes reports many times a second: nobody reads sums so fast.
    private static readonly TimeSpan BetweenAggregates = TimeSpan.FromSeconds(1);

    /// <summary>The aggregate asked for.</summary>
    public async Task<Aggregate> AggregateAsync(AggregateQuery? query, SuiteRevisions? min, ReportAsOf? asOf, ServerCallContext context, int maxRows = MaxRows)
    {
        var plan = AggregatePlan.Of(query) with { MaxRows = maxRows };
        context.NoteSearch([.. plan.SearchFields()]);
        var viewer = Viewer.Of(context.Caller());
        // Taken before the addends: the answer may be newer than it says, never older.
        var freshness = asOf is { PointCase: not ReportAsOf.PointOneofCase.None } ? null : model.Freshness.Current(viewer);
        var gathered = await gathering.GatherAsync(plan.Policy, min, asOf, context);
        var aggregate = Sum(plan, gathered, viewer, context.Budget());
        aggregate.Freshness = freshness;
        return aggregate;
    }

    /// <summary>The aggregate asked for, then again whenever it is another one, until cancelled. A response without one is a sign of life.</summary>
    public async IAsyncEnumerable<WatchAggregateResponse> WatchAsync(WatchAggregateRequest request, ServerCallContext context, [EnumeratorCancellation] CancellationToken cancel)
    {
        var (audience, last) = (Viewer.Of(context.Caller()).Audience, request.ResumeToken);
        while (true)
        {
            // Taken before the addends: what changes while they are summed up is found the next time.
            var change = model.NewestChange(audience);
            var aggregate = await AggregateAsync(request.Query, null, null, context);
            var isOther = aggregate.Manifest.Sha256 != last;
            last = aggregate.Manifest.Sha256;
            yield return new WatchAggregateResponse { Aggregate = isOther ? aggregate : null, ResumeToken = last };
            await Heartbeat.WaitAsync(token => model.ChangedAfterAsync(audience, change, token), time, cancel);
            await Task.Delay(BetweenAggregates, time, cancel);
        }
    }

    private Aggregate Sum(AggregatePlan plan, GatheredAddends gathered, Viewer viewer, CancellationToken cancel)
    {
        var rows = GatheredRows.Of(plan, gathered.Addends, cancel);
        var aggregate = new Aggregator(plan, rows, gathered.IsReady ? memo : null).Conclude(cancel);
        var manifest = ManifestOf(plan, gathered, viewer, rows.RecordTime);
        manifest.RowCount = aggregate.Rows.Count;
        manifest.Sha256 = Convert.ToHexStringLower(SHA256.HashData(aggregate.ToByteArray()));
        aggregate.Manifest = manifest;
        return aggregate;
    }

    /// <summary>What an answer was computed from; its rows are not counted yet.</summary>
    public static Manifest ManifestOf(AggregatePlan plan, GatheredAddends gathered, Viewer viewer, long recordTime) => new()
    {
        Revisions = gathered.Revisions,
        RecordTime = recordTime == 0 ? null : Timestamp.FromDateTimeOffset(Sight.TimeOf(recordTime)),
        Audience = viewer.Audience,
        Policy = plan.Policy.Id,
        PolicyVersion = plan.Policy.Version,
        EstimatorVersion = Estimator.Version,
        Calibration = gathered.Calibration,
        Query = plan.Query,
    };
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using Casualties.Hosting;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using Google.Protobuf;

namespace Access.Tests;

/// <summary>A canary in every field that is not for everyone: no answer, stream, error, log line, metric or trace shows it to who may not see it.</summary>
public sealed class CanaryTests : SuiteTest
{
    private static readonly ReportAsOf Never = new() { Revisions = new SuiteRevisions() };

    [Fact]
    public async Task S1_No_RPC_shows_anything_to_anyone_who_may_not_see_it()
    {
        using var signals = new Signals();
        var suite = await StartAsync(args: ["--Limits:CallsPerSecond=0", "--Limits:StreamsPerCaller=0", "--Access:AllowAnonymousReaders=true"]);
        var secrets = await Secrets.RecordAsync(suite);
        var shown = new HashSet<string>();
        var leaks = new SortedSet<string>(StringComparer.Ordinal);
        var answered = new HashSet<string>();
        foreach (var caller in Callers.All.Where(caller => !caller.KnowsSealedSources).Append(Caller.Anonymous))
        {
            var calls = caller == Caller.Anonymous ? suite.Anonymous : suite.As(caller);
            using var http = caller == Caller.Anonymous ? TestKey.Http(suite.HttpAddress, null) : suite.HttpAs(caller);
            foreach (var method in Rpcs.All)
            {
                // What is asked for is no secret to who asks: its own canaries are left out.
                foreach (var target in TargetsOf(secrets, method))
                {
                    IEnumerable<IMessage> all = target == secrets.Targets[0] ? AggregateRequests.Beside(method, Never) : [];
                    foreach (var request in all.Concat(AggregateRequests.About(method, target, Never)).Prepend(new Requests(target).For(method)))
                    {
                        var answers = new[] { await Rpcs.CallAsync(calls, method, request), await Rpcs.CallAsync(http, method, request) };
                        answered.UnionWith(answers.Where(answer => answer?.Code == Grpc.Core.StatusCode.OK).Select(_ => method.Name));
                        foreach (var (canary, bytes) in Found(secrets, answers))
                        {
                            if (canary.MaySee(caller))
                                shown.Add(canary.What);
                            else if (!request.ToString()!.Contains(Encoding.UTF8.GetString(canary.Bytes), StringComparison.Ordinal))
                                leaks.Add($"{caller.Subject} sees {canary.What} by {method.FullName} ({bytes.Length} bytes)");
                        }
                    }
                }
            }
        }

        Assert.Empty(leaks);
        Assert.Superset(new HashSet<string> { "AggregateReports", "CompareReports", "ExportReports" }, answered);
        // A test that finds nothing anywhere looks in the wrong place: most of it is shown to somebody.
        Assert.True(shown.Count > secrets.Canaries.Count / 2, $"Only {shown.Count} of {secrets.Canaries.Count} canaries were seen by those who may.");
        var said = string.Join('\n', suite.Logs.Entries.Select(entry => entry.Text).Concat(signals.Texts));
        Assert.DoesNotContain(secrets.Canaries, canary => !canary.What.StartsWith("the name of", StringComparison.Ordinal) && said.Contains(Encoding.UTF8.GetString(canary.Bytes), StringComparison.Ordinal));
    }

    [Fact]
    public async Task S1_No_export_shows_anything_to_anyone_who_may_not_see_it()
    {
        var suite = await StartAsync(args: ["--Limits:CallsPerSecond=0", "--Access:AllowAnonymousReaders=true"]);
        var secrets = await Secrets.RecordAsync(suite);
        var shown = new HashSet<string>();
        var leaks = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var caller in Callers.All.Where(caller => !caller.KnowsSealedSources).Append(Caller.Anonymous))
        {
            using var http = caller == Caller.Anonymous ? TestKey.Http(suite.HttpAddress, null) : suite.HttpAs(caller);
            foreach (var content in new[] { "INCIDENTS", "CLAIMS", "SDG_16_1_2" })
            {
                // Wherever it is in a row: a line of JSON holds the text as it is.
                var file = await http.GetByteArrayAsync(new Uri($"/v1/reports:download?options.format=EXPORT_FORMAT_JSON_LINES&options.content=EXPORT_CONTENT_{content}", UriKind.Relative));
                foreach (var canary in secrets.Canaries.Where(canary => file.AsSpan().IndexOf(canary.Bytes) >= 0))
                {
                    if (canary.MaySee(caller))
                        shown.Add(canary.What);
                    else
                        leaks.Add($"{caller.Subject} sees {canary.What} in an export of {content}");
                }
            }
        }
        Assert.Empty(leaks);
        Assert.NotEmpty(shown);
    }

    // One target is enough for what names no record.
    private static IEnumerable<Dictionary<string, string>> TargetsOf(Secrets secrets, Google.Protobuf.Reflection.MethodDescriptor method)
    {
        var named = method.InputType.Fields.InDeclarationOrder().Any(field => field.Name is "name" or "names");
        return named ? secrets.Targets : secrets.Targets.Take(1);
    }

    private static IEnumerable<(Canary Canary, byte[] Bytes)> Found(Secrets secrets, IEnumerable<RpcAnswer?> answers) =>
        from answer in answers
        where answer is not null
        from bytes in answer.Bytes
        from canary in secrets.Canaries
        where bytes.AsSpan().IndexOf(canary.Bytes) >= 0
        select (canary, bytes);

    /// <summary>What is told by metrics and traces while it lives.</summary>
    private sealed class Signals : IDisposable
    {
        private readonly ConcurrentDictionary<string, bool> texts = new();
        private readonly MeterListener meters = new();
        private readonly ActivityListener activities;

        public Signals()
        {
            meters.InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument);
            meters.SetMeasurementEventCallback<long>((_, _, tags, _) => Add(tags));
            meters.SetMeasurementEventCallback<int>((_, _, tags, _) => Add(tags));
            meters.SetMeasurementEventCallback<double>((_, _, tags, _) => Add(tags));
            meters.Start();
            activities = new ActivityListener
            {
                ShouldListenTo = _ => true,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = activity =>
                {
                    texts.TryAdd(activity.DisplayName, true);
                    foreach (var (key, value) in activity.TagObjects)
                        texts.TryAdd($"{key}={value}", true);
                },
            };
            ActivitySource.AddActivityListener(activities);
        }

        public IEnumerable<string> Texts => texts.Keys;

        public void Dispose()
        {
            meters.Dispose();
            activities.Dispose();
        }

        private void Add(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var (key, value) in tags)
                texts.TryAdd($"{key}={value}", true);
        }
    }
}

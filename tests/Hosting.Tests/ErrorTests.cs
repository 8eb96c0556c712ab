using Casualties.Hosting;
using Casualties.Hosting.Records;
using Casualties.Incidents.V1;
using Casualties.Storage;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;

namespace Hosting.Tests;

public sealed class ErrorTests
{
    private sealed record Expected(Exception Thrown, StatusCode Code, int Http, string Reason, string[] Metadata, System.Type[] Details)
    {
        public string Name => $"{Thrown.GetType().Name} {Code}";
    }

    // What the comments of casualties.type.v1.ErrorReason say.
    private static readonly Expected[] Documented =
    [
        new(Invalid(), StatusCode.InvalidArgument, 400, "INVALID_FIELD", [], [typeof(BadRequest)]),
        new(new RecordNotFound("incidents/a"), StatusCode.NotFound, 404, "RECORD_NOT_FOUND", ["resource"], [typeof(ResourceInfo)]),
        new(new RecordExists("incidents/a"), StatusCode.AlreadyExists, 409, "RECORD_EXISTS", ["resource"], [typeof(ResourceInfo)]),
        new(new RequestIdReused(Guid.Parse(Expect.RequestId)), StatusCode.AlreadyExists, 409, "REQUEST_ID_REUSED", ["request_id"], []),
        new(new EtagMismatch("incidents/a", "\"7\""), StatusCode.Aborted, 409, "ETAG_MISMATCH", ["resource", "etag"], [typeof(ResourceInfo)]),
        new(new StateForbids("incidents/a", "INCIDENT_STATE_RETRACTED", "It was retracted."), StatusCode.FailedPrecondition, 400, "STATE_FORBIDS", ["resource", "state"], [typeof(PreconditionFailure)]),
        new(new PageTokenMismatch(), StatusCode.InvalidArgument, 400, "PAGE_TOKEN_MISMATCH", [], [typeof(BadRequest)]),
        new(new InvalidFilter(3, "Expected a value."), StatusCode.InvalidArgument, 400, "INVALID_FILTER", ["position"], [typeof(BadRequest)]),
        new(new RevisionAhead(9, 7), StatusCode.OutOfRange, 400, "REVISION_AHEAD", ["revision", "newest"], []),
        new(new ServiceUnreachable("counts"), StatusCode.Unavailable, 503, "SERVICE_UNREACHABLE", ["service"], [typeof(RetryInfo)]),
        new(new SecondPersonNeeded("incidents/a"), StatusCode.PermissionDenied, 403, "SECOND_PERSON_NEEDED", ["resource"], [typeof(ResourceInfo)]),
        new(new Expunged(Guid.Parse(Expect.RequestId)), StatusCode.FailedPrecondition, 400, "EXPUNGED", ["request_id"], []),
        new(new NoticeNotDelivered(isConfigured: false), StatusCode.FailedPrecondition, 400, "NOTICE_NOT_DELIVERED", [], []),
        new(new NoticeNotDelivered(isConfigured: true), StatusCode.Unavailable, 503, "NOTICE_NOT_DELIVERED", [], [typeof(RetryInfo)]),
        new(new StoreFailed("The disk failed.", new IOException("EIO")), StatusCode.Unavailable, 503, "STORE_FAILED", [], [typeof(RetryInfo)]),
    ];

    // What can be told to callers without being a refusal of what they ask.
    private static readonly System.Type[] OtherErrors = [typeof(StoreFailed), typeof(ServiceUnreachable), typeof(NoticeNotDelivered)];

    public static TheoryData<string> Names => [.. Documented.Select(one => one.Name)];

    [Fact]
    public void Every_refusal_is_documented() =>
        Assert.Equal(
            new[] { typeof(Refusal).Assembly, typeof(InvalidFields).Assembly }
                .SelectMany(assembly => assembly.GetTypes())
                .Where(type => type is { IsAbstract: false } && (type.IsSubclassOf(typeof(Refusal)) || OtherErrors.Contains(type)))
                .Select(type => type.Name).Order(),
            Documented.Select(one => one.Thrown.GetType().Name).Distinct().Order());

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_refusal_has_its_code_reason_and_details(string name)
    {
        var expected = Documented.Single(one => one.Name == name);
        await using var host = await RunningHost.StartAsync(new ScriptedIncidents { Get = (_, _) => throw expected.Thrown });

        var overGrpc = await Expect.RefusedAsync(async () => await host.Incidents.GetIncidentAsync(new GetIncidentRequest { Name = "incidents/a" }));
        var overJson = await Expect.RefusedAsync(await host.Http.GetAsync(new Uri("/v1/incidents/a", UriKind.Relative)), expected.Http);

        Assert.Equal(overGrpc, overJson);
        overGrpc.Info(expected.Code, expected.Reason, expected.Metadata);
        Assert.Equal(
            expected.Details.Append(typeof(ErrorInfo)).Select(type => type.Name).Order(),
            overGrpc.Details.Select(detail => detail.TypeUrl.Split('.')[^1]).Order());
        Assert.Equal(StatusErrors.ToStatus(expected.Thrown), overGrpc);
    }

    [Fact]
    public async Task A_resource_is_named_with_its_type()
    {
        await using var host = await RunningHost.StartAsync(new ScriptedIncidents { Get = (request, _) => throw new RecordNotFound(request.Name) });

        var status = await Expect.RefusedAsync(async () => await host.Incidents.GetIncidentAsync(new GetIncidentRequest { Name = "incidents/a" }));

        Assert.Equal("incidents/a", status.Info(StatusCode.NotFound, "RECORD_NOT_FOUND", "resource").Metadata["resource"]);
        Assert.Equal("casualties/Incident", status.Detail<ResourceInfo>().ResourceType);
    }

    [Fact]
    public async Task A_fault_of_ours_shows_a_trace_id_and_nothing_else()
    {
        const string secret = "canary-7f3a";
        await using var host = await RunningHost.StartAsync(new ScriptedIncidents
        {
            Get = (_, _) => throw new InvalidOperationException(secret, new FormatException(secret)),
        });

        var overGrpc = await Expect.RefusedAsync(async () => await host.Incidents.GetIncidentAsync(new GetIncidentRequest { Name = "incidents/a" }));
        var overJson = await Expect.RefusedAsync(await host.Http.GetAsync(new Uri("/v1/incidents/a", UriKind.Relative)), 500);

        foreach (var status in new[] { overGrpc, overJson })
        {
            var trace = status.Info(StatusCode.Internal, "INTERNAL", "trace_id").Metadata["trace_id"];
            Assert.Matches("^[0-9a-f]{32}$", trace);
            Assert.DoesNotContain(secret, status.ToString(), StringComparison.Ordinal);
            var entry = Assert.Single(host.Logs.Entries, entry => entry.Text.Contains(trace, StringComparison.Ordinal));
            Assert.Contains("System.InvalidOperationException < System.FormatException", entry.Text, StringComparison.Ordinal);
        }
        Assert.DoesNotContain(host.Logs.Entries, entry => entry.Text.Contains(secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_rpc_error_of_a_handler_passes_unchanged()
    {
        var thrown = StatusErrors.Create(StatusCode.Unavailable, Casualties.Type.V1.ErrorReason.ServiceUnreachable, "counts does not answer.", ("service", "counts"));
        await using var host = await RunningHost.StartAsync(new ScriptedIncidents { Get = (_, _) => throw thrown.ToRpcException() });

        Assert.Equal(thrown, await Expect.RefusedAsync(async () => await host.Incidents.GetIncidentAsync(new GetIncidentRequest { Name = "incidents/a" })));
        Assert.Equal(thrown, await Expect.RefusedAsync(await host.Http.GetAsync(new Uri("/v1/incidents/a", UriKind.Relative)), 503));
    }

    [Fact]
    public async Task An_error_in_the_middle_of_a_stream_has_its_reason()
    {
        await using var host = await RunningHost.StartAsync(new ScriptedIncidents
        {
            Watch = async (responses, _) =>
            {
                await responses.WriteAsync(new WatchIncidentsResponse { Checkpoint = 1 });
                throw new RevisionAhead(9, 7);
            },
        });
        using var call = host.Incidents.WatchIncidents(new WatchIncidentsRequest());

        Assert.True(await call.ResponseStream.MoveNext(default));
        var status = await Expect.RefusedAsync(() => call.ResponseStream.MoveNext(default));

        status.Info(StatusCode.OutOfRange, "REVISION_AHEAD", "revision", "newest");
    }

    [Fact]
    public async Task A_cancelled_call_ends_the_work_of_its_handler()
    {
        var started = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        await using var host = await RunningHost.StartAsync(new ScriptedIncidents
        {
            Get = async (_, context) =>
            {
                using var registration = context.Budget().Register(ended.SetResult);
                started.SetResult();
                await Task.Delay(Timeout.Infinite, context.Budget());
                return new Incident();
            },
        });
        using var cancel = new CancellationTokenSource();

        using var call = host.Incidents.GetIncidentAsync(new GetIncidentRequest { Name = "incidents/a" }, cancellationToken: cancel.Token);
        await started.Task;
        await cancel.CancelAsync();

        await ended.Task;
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(async () => await call)).StatusCode);
        Assert.DoesNotContain(host.Logs.Entries, entry => entry.Level >= Microsoft.Extensions.Logging.LogLevel.Error);
    }

    private static InvalidFields Invalid()
    {
        var violations = new Violations();
        violations.Add("incident.title", "is required");
        return violations.Found!;
    }
}

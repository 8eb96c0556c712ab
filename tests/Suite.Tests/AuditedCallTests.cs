using System.Net;
using System.Text;
using Casualties.Audit.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;

namespace Suite.Tests;

/// <summary>S16: reads of what not everyone may know of, searches, exports and denied attempts are in the audit log, and nothing else is.</summary>
public sealed class AuditedCallTests
{
    private const string Prefix = "/casualties.sources.v1.SourceService/";

    [Fact]
    public async Task S16_A_read_of_a_restricted_record_is_recorded_with_who_and_what()
    {
        await using var service = await AuditedSources.StartAsync();
        var restricted = await service.CreateAsync(Audience.Restricted);
        var partner = await service.CreateAsync(Audience.Partner);
        var open = await service.CreateAsync();
        var reviewer = service.As("reviewer", Audience.Restricted, Role.Reviewer);

        await service.Sources.GetSourceAsync(new GetSourceRequest { Name = restricted.Name }, reviewer);
        await service.Sources.GetSourceAsync(new GetSourceRequest { Name = open.Name }, reviewer);
        await service.Sources.BatchGetSourcesAsync(new BatchGetSourcesRequest { Names = { restricted.Name, open.Name, partner.Name } }, reviewer);
        await service.Sources.GetSourceAsync(new GetSourceRequest { Name = partner.Name }, service.As("partner", Audience.Partner));
        await service.Sources.ListSourcesAsync(new ListSourcesRequest(), service.As("reader", Audience.Public));
        await service.Sources.ListSourceRevisionsAsync(new ListSourceRevisionsRequest { Name = restricted.Name }, service.As("auditor", Audience.Restricted, Role.Auditor));

        var events = await service.StopAndReadAsync();
        Assert.All(events, one => Assert.Equal((AuditKind.Read, Google.Rpc.Code.Ok, 1L, "Relief", ""), (one.Kind, one.Outcome, one.Count, one.Organisation, one.Network)));
        Assert.Equal(
            [
                $"reviewer {Prefix}GetSource {restricted.Name}",
                $"reviewer {Prefix}BatchGetSources {restricted.Name} {partner.Name}",
                $"partner {Prefix}GetSource {partner.Name}",
                $"auditor {Prefix}ListSourceRevisions {restricted.Name}",
            ],
            events.Select(one => $"{one.Caller} {one.Method} {string.Join(' ', one.Records)}"));
        Assert.Equal([1, 2, 1, 1], events.Select(one => one.RecordCount));
        Assert.Equal([Role.Reader, Role.Reviewer], events[0].Roles);
        Assert.Equal((Audience.Restricted, Audience.Partner), (events[0].Audience, events[2].Audience));
        Assert.Equal([1, 2, 3, 4], events.Select(one => one.Revision));
    }

    [Fact]
    public async Task S16_A_search_is_recorded_by_its_fields_and_not_by_what_they_are_compared_with()
    {
        const string Canary = "Nightingale";
        await using var service = await AuditedSources.StartAsync();
        await service.CreateAsync(Audience.Restricted, name: Canary);
        var reviewer = service.As("reviewer", Audience.Restricted, Role.Reviewer);

        var found = await service.Sources.ListSourcesAsync(
            new ListSourcesRequest { Filter = $"display_name = \"{Canary}\" AND NOT state = \"{Canary}\" AND (type:* OR display_name:{Canary})" }, reviewer);
        var missed = await service.Sources.ListSourcesAsync(new ListSourcesRequest { Filter = $"display_name = \"No {Canary}\"" }, service.As("partner", Audience.Partner));
        await service.Sources.ListSourcesAsync(new ListSourcesRequest { Filter = $"display_name = \"{Canary}\"" }, service.As("reader", Audience.Public));
        await Refusal.OfAsync(() => service.Sources.ListSourcesAsync(new ListSourcesRequest { Filter = $"display_name {Canary}" }, reviewer).ResponseAsync);
        Assert.Equal((1, 0), (found.Sources.Count, missed.Sources.Count));

        Assert.All(service.AuditBytes(), bytes => Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Canary))));
        var events = await service.StopAndReadAsync();
        Assert.All(service.AuditBytes(), bytes => Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Canary))));
        Assert.Equal([("reviewer", AuditKind.Search, 1L), ("partner", AuditKind.Search, 0L)], events.Select(one => (one.Caller, one.Kind, one.RecordCount)));
        Assert.Equal(["display_name", "state", "type"], events[0].FilterFields);
        Assert.Equal(["display_name"], events[1].FilterFields);
    }

    [Fact]
    public async Task S16_A_stream_is_one_export_and_those_of_the_suite_itself_are_one_an_hour()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero));
        await using var service = await AuditedSources.StartAsync(time);
        for (var i = 0; i < 3; i++)
            await service.CreateAsync(Audience.Restricted);

        await WatchAsync(service, service.As("auditor", Audience.Restricted, Role.Auditor));
        await WatchAsync(service, service.As("auditor", Audience.Restricted, Role.Auditor));
        var gateway = service.As("gateway", Audience.Restricted, Role.Service);
        for (var i = 0; i < 3; i++)
            await WatchAsync(service, gateway);
        await service.Sources.ListSourcesAsync(new ListSourcesRequest(), gateway);
        await service.Sources.ListSourcesAsync(new ListSourcesRequest(), gateway);
        time.Advance(TimeSpan.FromHours(1));
        await WatchAsync(service, gateway);

        var events = await service.StopAndReadAsync();
        Assert.Equal(
            [
                ("auditor", AuditKind.Export, "WatchSources"), ("auditor", AuditKind.Export, "WatchSources"), ("gateway", AuditKind.Export, "WatchSources"),
                ("gateway", AuditKind.Read, "ListSources"), ("gateway", AuditKind.Export, "WatchSources"),
            ],
            events.Select(one => (one.Caller, one.Kind, one.Method[Prefix.Length..])));
        Assert.All(events, one => Assert.Equal((0, 0L, 1L), (one.Records.Count, one.RecordCount, one.Count)));
    }

    [Fact]
    public async Task S16_Denied_calls_are_recorded_with_whom_and_why()
    {
        await using var service = await AuditedSources.StartAsync();
        var source = await service.CreateAsync(Audience.Restricted);
        var steward = service.As("steward", Audience.Restricted, Role.Steward);
        var publish = new PublishSourceRequest { Name = source.Name, Etag = source.Etag, Visibility = Audience.Public, Reason = "Agreed.", RequestId = Some.NewRequestId() };
        var proposed = await service.Sources.PublishSourceAsync(publish, steward);
        var again = publish.Clone();
        (again.Etag, again.RequestId) = (proposed.Etag, Some.NewRequestId());

        for (var i = 0; i < 3; i++)
            await Refusal.OfAsync(() => service.Sources.GetSourceAsync(new GetSourceRequest { Name = source.Name }).ResponseAsync);
        await Refusal.OfAsync(() => service.Sources.GetSourceAsync(new GetSourceRequest { Name = source.Name }, new Metadata { { "authorization", "Bearer x" } }).ResponseAsync);
        await Refusal.OfAsync(() => service.Sources.PublishSourceAsync(again, service.As("reader", Audience.Partner)).ResponseAsync);
        await Refusal.OfAsync(() => service.Sources.PublishSourceAsync(again, steward).ResponseAsync);
        Assert.Equal(HttpStatusCode.Unauthorized, (await service.Http.GetAsync(new Uri("/v1/sources?filter=secret", UriKind.Relative))).StatusCode);
        await service.Sources.ListSourcesAsync(new ListSourcesRequest(), service.As("reader", Audience.Public));

        var events = await service.StopAndReadAsync();
        Assert.All(events, one => Assert.Equal(AuditKind.Denied, one.Kind));
        Assert.Equal(
            [
                (4L, "", "127.0.0.0/24", "GetSource", Google.Rpc.Code.Unauthenticated, ErrorReason.Unauthenticated),
                (1L, "", "127.0.0.0/24", "ListSources", Google.Rpc.Code.Unauthenticated, ErrorReason.Unauthenticated),
                (1L, "reader", "", "PublishSource", Google.Rpc.Code.PermissionDenied, ErrorReason.NotPermitted),
                (1L, "steward", "", "PublishSource", Google.Rpc.Code.PermissionDenied, ErrorReason.SecondPersonNeeded),
            ],
            events.OrderBy(one => one.Caller).ThenBy(one => one.Method).Select(one => (one.Count, one.Caller, one.Network, one.Method[Prefix.Length..], one.Outcome, one.ErrorReason)));
        Assert.All(events, one => Assert.True(one.FirstTime <= one.LastTime && one.LastTime <= one.CreateTime));
    }

    [Fact]
    public async Task S16_Denied_calls_are_written_within_10_seconds()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero));
        await using var service = await AuditedSources.StartAsync(time);
        await Refusal.OfAsync(() => service.Sources.GetSourceAsync(new GetSourceRequest { Name = "sources/a" }).ResponseAsync);
        using var watching = service.Audit.WatchAuditEvents(new WatchAuditEventsRequest { Service = "sources" }, service.As("auditor", Audience.Restricted, Role.Auditor));
        Assert.Equal(AuditKind.Export, (await NextAsync(watching)).Kind);

        time.Advance(TimeSpan.FromSeconds(10));
        var denied = await NextAsync(watching);
        Assert.Equal((AuditKind.Denied, 1L), (denied.Kind, denied.Count));
        Assert.Equal(TimeSpan.FromSeconds(10), denied.CreateTime.ToDateTimeOffset() - denied.FirstTime.ToDateTimeOffset());
    }

    [Fact]
    public async Task A_flood_of_10_000_denied_calls_makes_few_events_whose_counts_add_up()
    {
        const int Calls = 10_000;
        const int Callers = 1_250;
        // Time stands still, so that all of it is one flood.
        await using var service = await AuditedSources.StartAsync(new FakeTimeProvider(new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero)), "--Limits:CallsPerSecond=0");
        var callers = Enumerable.Range(0, Callers).Select(i => service.As($"caller-{i}", Audience.Public)).ToArray();
        await Parallel.ForAsync(0, Calls, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
        {
            // Half of them have no token.
            var caller = i % 2 == 0 ? null : callers[i / 2 % Callers];
            var refused = await Refusal.OfAsync(() => service.Sources.RetractSourceAsync(new RetractSourceRequest(), caller).ResponseAsync);
            Assert.Equal(caller is null ? StatusCode.Unauthenticated : StatusCode.PermissionDenied, refused.Code);
        });

        var events = await service.StopAndReadAsync();
        Assert.Equal(Calls, events.Sum(one => one.Count));
        Assert.Equal(1_000, events.Count(one => one.Caller.Length > 0));
        Assert.Equal(Calls / 2, Assert.Single(events, one => one.Outcome == Google.Rpc.Code.Unauthenticated).Count);
        var others = Assert.Single(events, one => one.Outcome == Google.Rpc.Code.PermissionDenied && one.Caller.Length == 0);
        Assert.Equal((Calls / 2 / Callers) * (Callers - 1_000), others.Count);
        Assert.Equal("", others.Method);
    }

    [Fact]
    public async Task Auditors_read_it_page_by_page_and_live_and_nobody_else_does()
    {
        await using var service = await AuditedSources.StartAsync();
        var source = await service.CreateAsync(Audience.Restricted);
        var before = await service.Sources.ListSourcesAsync(new ListSourcesRequest(), service.As("one", Audience.Restricted));
        await service.Sources.ListSourcesAsync(new ListSourcesRequest { Filter = "type:*" }, service.As("two", Audience.Restricted));
        var auditor = service.As("auditor", Audience.Restricted, Role.Auditor);

        var first = await service.Audit.ListAuditEventsAsync(new ListAuditEventsRequest { Service = "sources", PageSize = 1 }, auditor);
        var second = await service.Audit.ListAuditEventsAsync(new ListAuditEventsRequest { Service = "sources", PageSize = 1, PageToken = first.NextPageToken }, auditor);
        Assert.Equal(["two", "one", ""], [first.Events.Single().Caller, second.Events.Single().Caller, second.NextPageToken]);
        Assert.Equal(first.Revision, second.Revision);
        Assert.Equal(2, (await ListAsync("caller = \"auditor\" AND method:ListAuditEvents AND outcome = \"OK\"")).Count);
        Assert.Equal(["two"], (await ListAsync("kind = \"AUDIT_KIND_SEARCH\" AND create_time > \"2026\" AND create_time < \"9999\"")).Select(one => one.Caller));
        Assert.Empty(await ListAsync("create_time < \"2026\""));

        using var watching = service.Audit.WatchAuditEvents(new WatchAuditEventsRequest { Service = "sources", AfterRevision = 1 }, auditor);
        Assert.Equal("two", (await NextAsync(watching)).Caller);

        // Who reads moves nothing that is read.
        var after = await service.Sources.ListSourcesAsync(new ListSourcesRequest(), service.As("one", Audience.Restricted));
        Assert.Equal((before.Revision, source.Revision), (after.Revision, after.Revision));

        Assert.Equal(["service"], (await Refusal.OfAsync(() => service.Audit.ListAuditEventsAsync(new ListAuditEventsRequest { Service = "counts" }, auditor).ResponseAsync)).Fields);
        foreach (var role in Enum.GetValues<Role>().Where(role => role is not (Role.Unspecified or Role.Auditor)))
        {
            var refused = await Refusal.OfAsync(
                () => service.Audit.ListAuditEventsAsync(new ListAuditEventsRequest { Service = "sources" }, service.As("other", Audience.Restricted, role)).ResponseAsync);
            Assert.Equal(StatusCode.PermissionDenied, refused.Code);
        }

        using var json = new HttpRequestMessage(HttpMethod.Get, new Uri("/v1/audit/sources/events?filter=kind%3DAUDIT_KIND_SEARCH", UriKind.Relative));
        json.Headers.Authorization = new("Bearer", service.TokenOf("auditor", Audience.Restricted, Role.Auditor));
        Assert.Contains("\"caller\":\"two\"", (await (await service.Http.SendAsync(json)).Content.ReadAsStringAsync()).Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);

        async Task<IReadOnlyList<AuditEvent>> ListAsync(string filter) =>
            (await service.Audit.ListAuditEventsAsync(new ListAuditEventsRequest { Service = "sources", Filter = filter }, auditor)).Events;
    }

    private static async Task WatchAsync(AuditedSources service, Metadata caller)
    {
        using var watching = service.Sources.WatchSources(new WatchSourcesRequest(), caller);
        Assert.True(await watching.ResponseStream.MoveNext());
        Assert.Equal(3, watching.ResponseStream.Current.Revisions.Count);
    }

    private static async Task<AuditEvent> NextAsync(AsyncServerStreamingCall<WatchAuditEventsResponse> watching)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await watching.ResponseStream.MoveNext(patience.Token))
        {
            if (watching.ResponseStream.Current.Revisions is { Count: > 0 } revisions)
                return revisions[0].Event;
        }
        throw new InvalidOperationException("The stream ended.");
    }
}

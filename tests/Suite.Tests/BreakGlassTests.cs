using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Casualties.Audit.V1;
using Casualties.Hosting;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Suite.Tests;

/// <summary>S7: an admin reads a sealed source only by breaking the glass, which tells somebody else and is recorded, both before anything is shown.</summary>
public sealed class BreakGlassTests
{
    private const string Who = "Witness at the clinic";

    [Fact]
    public async Task S7_Broken_glass_is_told_and_recorded_and_then_shows_the_whole_source()
    {
        await using var notices = await NoticeServer.StartAsync();
        await using var service = await AuditedSources.StartAsync(null, $"--Access:BreakGlassNotice={notices.Address}");
        var source = await service.CreateAsync(Audience.Restricted, Confidentiality.Sealed, Who);
        var admin = service.As("admin", Audience.Restricted, Role.Admin);
        Assert.Equal("", (await service.Sources.GetSourceAsync(new GetSourceRequest { Name = source.Name }, admin)).DisplayName);

        var request = Request(source);
        var shown = await service.Sources.ReadSealedSourceAsync(request, admin);
        Assert.Equal((Who, SourceType.NationalMedia), (shown.DisplayName, shown.Type));
        var notice = Assert.Single(notices.Received);
        Assert.Equal(("admin", source.Name, request.Reason), (Text(notice, "caller"), Text(notice, "source"), Text(notice, "reason")));

        // Shown again, it is told and recorded again.
        Assert.Equal(shown, await service.Sources.ReadSealedSourceAsync(request, admin));
        Assert.Equal(2, notices.Received.Count);
        var other = request.Clone();
        other.Reason = "Another one.";
        AssertRefused(StatusCode.AlreadyExists, "REQUEST_ID_REUSED", await Refusal.OfAsync(() => service.Sources.ReadSealedSourceAsync(other, admin).ResponseAsync));
        AssertRefused(StatusCode.AlreadyExists, "REQUEST_ID_REUSED", await Refusal.OfAsync(() => service.Sources.ReadSealedSourceAsync(request, service.As("admin-2", Audience.Restricted, Role.Admin)).ResponseAsync));

        var events = (await service.StopAndReadAsync()).Where(one => one.Kind == AuditKind.BreakGlass).ToArray();
        Assert.Equal(2, events.Length);
        Assert.All(events, one => Assert.Equal(("admin", request.Reason, Google.Rpc.Code.Ok, source.Name), (one.Caller, one.Reason, one.Outcome, Assert.Single(one.Records))));
        Assert.All(service.AuditBytes(), bytes => Assert.Equal(-1, bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(Who))));
    }

    [Theory]
    [InlineData(StatusCodes.Status500InternalServerError)]
    [InlineData(StatusCodes.Status307TemporaryRedirect)]
    [InlineData(StatusCodes.Status404NotFound)]
    public async Task S7_Nothing_is_shown_if_the_notice_is_not_accepted(int answer)
    {
        await using var notices = await NoticeServer.StartAsync(answer);
        await using var service = await AuditedSources.StartAsync(null, $"--Access:BreakGlassNotice={notices.Address}");
        await NothingIsShownAsync(service, StatusCode.Unavailable);
        Assert.Single(notices.Received);
    }

    [Fact]
    public async Task S7_Nothing_is_shown_if_nobody_answers_at_the_address()
    {
        await using var service = await AuditedSources.StartAsync(null, "--Access:BreakGlassNotice=http://127.0.0.1:1/notice");
        await NothingIsShownAsync(service, StatusCode.Unavailable);
    }

    [Fact]
    public async Task S7_Nothing_is_shown_if_no_address_is_configured()
    {
        await using var service = await AuditedSources.StartAsync();
        await NothingIsShownAsync(service, StatusCode.FailedPrecondition);
    }

    [Fact]
    public async Task S7_Only_admins_break_the_glass_and_only_where_there_is_some()
    {
        await using var notices = await NoticeServer.StartAsync();
        await using var service = await AuditedSources.StartAsync(null, $"--Access:BreakGlassNotice={notices.Address}");
        var source = await service.CreateAsync(Audience.Restricted, Confidentiality.Sealed, Who);
        var open = await service.CreateAsync(Audience.Restricted);
        var admin = service.As("admin", Audience.Restricted, Role.Admin);

        foreach (var role in Enum.GetValues<Role>().Where(role => role is not (Role.Unspecified or Role.Admin)))
        {
            var refused = await Refusal.OfAsync(() => service.Sources.ReadSealedSourceAsync(Request(source), service.As("other", Audience.Restricted, role)).ResponseAsync);
            AssertRefused(StatusCode.PermissionDenied, "NOT_PERMITTED", refused);
        }
        AssertRefused(StatusCode.PermissionDenied, "NOT_PERMITTED", await Refusal.OfAsync(() => service.Sources.ReadSealedSourceAsync(Request(source), service.As("admin", Audience.Partner, Role.Admin)).ResponseAsync));
        AssertRefused(StatusCode.FailedPrecondition, "STATE_FORBIDS", await Refusal.OfAsync(() => service.Sources.ReadSealedSourceAsync(Request(open), admin).ResponseAsync));
        var nobody = new Source { Name = "sources/nobody" };
        AssertRefused(StatusCode.NotFound, "RECORD_NOT_FOUND", await Refusal.OfAsync(() => service.Sources.ReadSealedSourceAsync(Request(nobody), admin).ResponseAsync));
        Assert.Equal(
            ["name", "reason", "request_id"],
            (await Refusal.OfAsync(() => service.Sources.ReadSealedSourceAsync(new ReadSealedSourceRequest(), admin).ResponseAsync)).Fields);

        Assert.Empty(notices.Received);
        Assert.DoesNotContain(await service.StopAndReadAsync(), one => one.Kind == AuditKind.BreakGlass);
    }

    [Theory]
    [InlineData("http://example.org/notice")]
    [InlineData("ftp://127.0.0.1/notice")]
    [InlineData("notice")]
    public void An_address_that_others_could_read_on_the_way_is_refused(string address) =>
        Assert.Equal(
            "Access:BreakGlassNotice",
            Assert.Throws<InvalidSetting>(() => ServiceHost.CreateBuilder("sources", [$"--Access:BreakGlassNotice={address}"], new ListenDefaults(0, 0))).Setting);

    private static async Task NothingIsShownAsync(AuditedSources service, StatusCode code)
    {
        var source = await service.CreateAsync(Audience.Restricted, Confidentiality.Sealed, Who);
        var request = Request(source);
        var refused = await Refusal.OfAsync(() => service.Sources.ReadSealedSourceAsync(request, service.As("admin", Audience.Restricted, Role.Admin)).ResponseAsync);
        AssertRefused(code, "NOTICE_NOT_DELIVERED", refused);
        Assert.DoesNotContain(Who, refused.ToString(), StringComparison.Ordinal);

        var one = Assert.Single(await service.StopAndReadAsync());
        Assert.Equal(
            (AuditKind.BreakGlass, (Google.Rpc.Code)code, ErrorReason.NoticeNotDelivered, request.Reason, source.Name),
            (one.Kind, one.Outcome, one.ErrorReason, one.Reason, Assert.Single(one.Records)));
    }

    private static void AssertRefused(StatusCode code, string reason, Refusal refused) => Assert.Equal((code, reason), (refused.Code, refused.Reason));

    private static string? Text(JsonDocument notice, string name) => notice.RootElement.GetProperty(name).GetString();

    private static ReadSealedSourceRequest Request(Source source) =>
        new() { Name = source.Name, Reason = "They may be in danger.", RequestId = Some.NewRequestId() };

    /// <summary>What an operator lets listen for notices.</summary>
    private sealed class NoticeServer(WebApplication app) : IAsyncDisposable
    {
        public ConcurrentQueue<JsonDocument> Received { get; } = new();

        public Uri Address => new(new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()), "notice");

        public static async Task<NoticeServer> StartAsync(int answer = StatusCodes.Status204NoContent)
        {
            var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=Warning"]);
            var server = new NoticeServer(builder.Build());
            server.Listen(answer);
            await server.StartAsync();
            return server;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();

        private Task StartAsync() => app.StartAsync();

        private void Listen(int answer) => app.MapPost("/{*path}", async (HttpContext context) =>
        {
            Received.Enqueue(await JsonDocument.ParseAsync(context.Request.Body));
            context.Response.StatusCode = answer;
            context.Response.Headers.Location = "/elsewhere";
        });
    }
}

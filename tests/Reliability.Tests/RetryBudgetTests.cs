using System.Collections.Concurrent;
using Casualties.Counts.V1;
using Casualties.Gateway;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Reliability.Tests;

/// <summary>How often a service that fails is asked.</summary>
public sealed class RetryBudgetTests : ProcessTest
{
    private const int MaxAttempts = 4;
    private const int Calls = 20;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_dead_service_gets_no_more_than_the_configured_attempts(bool answers)
    {
        await using var counts = await FailingService.StartAsync(answers);
        var suite = await StartSuiteAsync(None, $"--Services:Counts:Address={counts.Address}");
        var incident = await suite.Client.CreateAsync(Some.Incident());
        var past = new GetIncidentReportRequest
        {
            Name = $"{incident.Name}/report",
            AsOf = new ReportAsOf { Revisions = new SuiteRevisions { Incidents = incident.Revision } },
        };

        // The gateway repeats its own reads, within the budget.
        await FailsAsync(async () => await suite.Client.Reports.GetIncidentReportAsync(past));
        Assert.InRange(counts.CallsOf("ListClaims"), 2, MaxAttempts);
        await Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => FailsAsync(async () => await suite.Client.Reports.GetIncidentReportAsync(past))));
        Assert.InRange(counts.CallsOf("ListClaims"), 2, (1 + Calls) * MaxAttempts);

        // What it forwards it repeats never: the caller knows whether that is safe.
        await Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => FailsAsync(async () => await suite.Client.RecordAsync(Some.Claim(incident.Name)))));
        // A dropped connection takes other calls with it before they are counted.
        var least = answers ? Calls : 1;
        Assert.InRange(counts.CallsOf("RecordClaim"), least, Calls);
        await Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => FailsAsync(async () => await suite.Client.Claims.GetClaimAsync(new GetClaimRequest { Name = "claims/any" }))));
        Assert.InRange(counts.CallsOf("GetClaim"), least, Calls);
    }

    private static async Task FailsAsync(Func<Task> call) => Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(call)).StatusCode);

    /// <summary>A counts service that fails every call and counts them.</summary>
    private sealed class FailingService : IAsyncDisposable
    {
        private readonly ConcurrentDictionary<string, int> calls = new();
        private readonly WebApplication app;

        private FailingService(bool answers)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
            app = builder.Build();
            app.Run(context => Fail(context, answers));
        }

        public string Address => app.Urls.Single();

        /// <param name="answers">Whether it says UNAVAILABLE; otherwise it drops the connection once it has read what is asked.</param>
        public static async Task<FailingService> StartAsync(bool answers)
        {
            var service = new FailingService(answers);
            await service.app.StartAsync();
            return service;
        }

        public int CallsOf(string method) => calls.GetValueOrDefault($"/{ClaimService.Descriptor.FullName}/{method}");

        public ValueTask DisposeAsync() => app.DisposeAsync();

        private Task Fail(HttpContext context, bool answers)
        {
            calls.AddOrUpdate(context.Request.Path, 1, static (_, count) => count + 1);
            if (!answers)
            {
                context.Features.Get<IConnectionLifetimeFeature>()!.Abort();
                return Task.CompletedTask;
            }
            context.Response.ContentType = "application/grpc";
            context.Response.Headers["grpc-status"] = ((int)StatusCode.Unavailable).ToString(System.Globalization.CultureInfo.InvariantCulture);
            return Task.CompletedTask;
        }
    }
}

using System.Security.Cryptography.X509Certificates;
using Casualties.Gateway;
using Casualties.Incidents.V1;
using Casualties.Reports.V1;
using Casualties.Tests.Certificates;
using Grpc.Core;
using Grpc.Net.Client;

namespace Reliability.Tests;

/// <summary>Four processes that talk over TLS, each knowing the other by certificate.</summary>
public sealed class TlsTests : ProcessTest
{
    private readonly TestAuthority authority = new();

    [Fact]
    public async Task The_gateway_and_the_services_know_each_other_and_callers_know_the_gateway()
    {
        authority.Issue("server", TestAuthority.ServerUse).Dispose();
        using var own = authority.Issue("gateway", TestAuthority.ClientUse);
        var services = await Task.WhenAll(SuiteServiceNames.All.Select(StartServiceAsync));
        var gateway = await StartGatewayAsync(services, "gateway");
        using var channel = Channel(gateway.Https, null);
        var incidents = new IncidentService.IncidentServiceClient(channel.As(TestKey.Owner));

        // Through the proxy, and through the gateway's own connections, which bring the incident into its view.
        var incident = await incidents.CreateIncidentAsync(new CreateIncidentRequest { Incident = Some.Incident(), RequestId = Some.NewRequestId() });
        var report = await new ReportService.ReportServiceClient(channel.As(TestKey.Owner)).GetIncidentReportAsync(
            new() { Name = $"{incident.Name}/report", MinRevisions = new() { Incidents = incident.Revision } });
        using var http = TestKey.Http(gateway.Https, TestKey.Owner, authority.Handler());
        var json = Incident.Parser.ParseJson(await http.GetStringAsync(new Uri($"v1/{incident.Name}", UriKind.Relative)));

        Assert.Equal(incident.Name, report.Incident);
        Assert.Equal(incident, json);
        // A service answers the gateway, and nobody who has nothing to show.
        var service = services[(int)SuiteService.Incidents].Https;
        Assert.Equal(incident, await ReadAsync(service, own, incident.Name));
        // By which code the own client says so is left to it: with TLS 1.3 it is refused once it has sent its part, and may be writing the call.
        var refused = await Assert.ThrowsAsync<RpcException>(() => ReadAsync(service, null, incident.Name));
        Assert.NotNull(refused.Status.DebugException);
        foreach (var process in (ServerProcess[])[gateway, .. services])
            Assert.Empty(process.Errors);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("stranger")]
    public async Task A_gateway_that_the_services_do_not_know_reaches_none(string? certificate)
    {
        authority.Issue("server", TestAuthority.ServerUse).Dispose();
        // For servers only.
        authority.Issue("stranger", TestAuthority.ServerUse).Dispose();
        var services = await Task.WhenAll(SuiteServiceNames.All.Select(StartServiceAsync));
        var gateway = await StartGatewayAsync(services, certificate);
        using var channel = Channel(gateway.Https, null);

        await ReachesNoServiceAsync(channel.As(TestKey.Owner));
    }

    [Fact]
    public async Task A_service_whose_certificate_is_of_another_authority_is_not_called()
    {
        using var other = new TestAuthority();
        authority.Issue("server", TestAuthority.ServerUse).Dispose();
        authority.Issue("gateway", TestAuthority.ClientUse).Dispose();
        var services = await Task.WhenAll(SuiteServiceNames.All.Select(StartServiceAsync));
        var gateway = await StartGatewayAsync(services, "gateway", other.RootPath);
        using var channel = Channel(gateway.Https, null);

        await ReachesNoServiceAsync(channel.As(TestKey.Owner));
    }

    [Theory]
    [InlineData("Listen:AllowCleartextBeyondLoopback", "--Listen:Grpc=http://0.0.0.0:0")]
    [InlineData("Listen:Certificate", "--Listen:Https=https://0.0.0.0:0")]
    [InlineData("Services:CertificateAuthority", "--Services:CertificateAuthority=/nonexistent.pem")]
    [InlineData("Services:ClientCertificateKey", "--Services:ClientCertificate=/nonexistent.pem")]
    public async Task A_gateway_that_cannot_keep_to_it_ends_with_exit_code_2_and_names_the_setting(string setting, string argument)
    {
        var gateway = StartProcess("gateway", Executable.Gateway, "serve", "--data", Folder, argument);

        Assert.Equal(2, await gateway.EndAsync());
        Assert.Contains($"Setting {setting}:", gateway.Said, StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        authority.Dispose();
        GC.SuppressFinalize(this);
    }

    private string[] Listening =>
        ["--Listen:Https=https://127.0.0.1:0", $"--Listen:Certificate={authority.PathOf("server")}", $"--Listen:CertificateKey={authority.KeyPathOf("server")}"];

    // Through the proxy, and through the gateway's own connections, which ask the services for what is past.
    private static async Task ReachesNoServiceAsync(CallInvoker gateway)
    {
        await FailsAsync(
            StatusCode.Unavailable, "SERVICE_UNREACHABLE",
            async () => await new IncidentService.IncidentServiceClient(gateway).GetIncidentAsync(new GetIncidentRequest { Name = "incidents/a" }));
        await FailsAsync(
            StatusCode.Unavailable, "SERVICE_UNREACHABLE",
            async () => await new ReportService.ReportServiceClient(gateway).GetIncidentReportAsync(
                new() { Name = "incidents/a/report", AsOf = new() { Revisions = new() { Incidents = 1 } } }));
    }

    private Task<ServerProcess> StartServiceAsync(SuiteService service) => StartProcess(
        service.Word(),
        [
            Executable.Of(service), $"--Storage:Path={Path.Combine(Folder, StoreFiles.Of(service))}", .. Listening, $"--Listen:ClientCertificateAuthority={authority.RootPath}",
        ]).ListeningAsync();

    private Task<ServerProcess> StartGatewayAsync(ServerProcess[] services, string? certificate, string? trusted = null) => StartProcess(
        "gateway",
        [
            Executable.Gateway, "serve", "--data", Folder, .. Listening, $"--Services:CertificateAuthority={trusted ?? authority.RootPath}",
            .. SuiteServiceNames.All.Zip(services, (service, process) => $"--Services:{service}:Address={process.Https}"),
            .. certificate is null ? Array.Empty<string>() :
                [$"--Services:ClientCertificate={authority.PathOf(certificate)}", $"--Services:ClientCertificateKey={authority.KeyPathOf(certificate)}"],
        ]).ListeningAsync();

    private GrpcChannel Channel(Uri address, X509Certificate2? certificate) =>
        GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpHandler = authority.Handler(certificate), DisposeHttpClient = true });

    private async Task<Incident> ReadAsync(Uri service, X509Certificate2? certificate, string name)
    {
        using var channel = Channel(service, certificate);
        return await new IncidentService.IncidentServiceClient(channel.As(TestKey.Owner)).GetIncidentAsync(new GetIncidentRequest { Name = name });
    }
}

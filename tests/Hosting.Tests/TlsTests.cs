using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Casualties.Hosting;
using Casualties.Incidents.V1;
using Casualties.Tests.Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hosting.Tests;

public sealed class TlsTests : IDisposable
{
    private static readonly Uri Incident = new("/v1/incidents/a", UriKind.Relative);

    private readonly TestAuthority authority = new();

    public void Dispose() => authority.Dispose();

    [Fact]
    public async Task One_port_carries_grpc_and_json_and_no_other_is_opened()
    {
        await using var host = await StartAsync();
        var listening = ListeningOf(host);
        using var channel = GrpcChannel.ForAddress(listening.Https!, new GrpcChannelOptions { HttpHandler = authority.Handler(), DisposeHttpClient = true });
        using var http = authority.Client(listening.Https!);
        http.DefaultRequestHeaders.Add("Authorization", host.Tokens.Header);

        var overGrpc = await new IncidentService.IncidentServiceClient(host.As(channel, RunningHost.Everyone)).GetIncidentAsync(new GetIncidentRequest { Name = "incidents/a" });
        using var response = await http.GetAsync(Incident);
        var overJson = Casualties.Incidents.V1.Incident.Parser.ParseJson(await response.Content.ReadAsStringAsync());

        Assert.Equal(overGrpc, overJson);
        Assert.Equal(HttpVersion.Version11, response.Version);
        Assert.Equal((null, null), (listening.Grpc, listening.Http));
        Assert.Equal([listening.Https], host.App.Urls.Select(url => new Uri(url)));
    }

    [Fact]
    public async Task A_port_without_tls_beside_it_is_opened_only_where_it_is_set()
    {
        await using var host = await StartAsync("--Listen:Grpc=http://127.0.0.1:0");

        Assert.Equal("incidents/a", (await host.Incidents.GetIncidentAsync(new GetIncidentRequest { Name = "incidents/a" })).Name);
        Assert.NotNull(ListeningOf(host).Https);
        Assert.Null(ListeningOf(host).Http);
    }

    [Fact]
    public async Task Who_is_told_to_trust_others_only_does_not_connect()
    {
        await using var host = await StartAsync();
        using var other = new TestAuthority();
        using var http = other.Client(ListeningOf(host).Https!);

        var thrown = await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(Incident));

        Assert.IsType<AuthenticationException>(thrown.InnerException);
    }

    [Fact]
    public async Task A_renewed_certificate_is_taken_up_and_one_that_cannot_be_read_is_not()
    {
        await using var host = await StartAsync();
        var address = ListeningOf(host).Https!;
        var first = await PresentedAsync(address);

        using var renewed = authority.Issue("server", TestAuthority.ServerUse, days: 7);
        Touch("server", 1);
        var second = await PresentedAsync(address);
        await File.WriteAllTextAsync(authority.PathOf("server"), "half a certif");
        Touch("server", 2);
        var third = await PresentedAsync(address);
        await PresentedAsync(address);

        Assert.NotEqual(first, second);
        Assert.Equal(renewed.Thumbprint, second);
        Assert.Equal(second, third);
        Assert.Single(host.Logs.Entries, entry => entry.Level == LogLevel.Warning && entry.Text.Contains("Listen:Certificate", StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_an_authority_of_clients_nobody_connects_without_its_certificate()
    {
        await using var host = await StartAsync($"--Listen:ClientCertificateAuthority={authority.RootPath}");
        using var other = new TestAuthority();
        using var right = authority.Issue("client", TestAuthority.ClientUse);
        using var late = authority.Issue("late", TestAuthority.ClientUse, days: -2);
        using var server = authority.Issue("other-server", TestAuthority.ServerUse);
        using var stranger = other.Issue("client", TestAuthority.ClientUse);

        Assert.True(await IsAnsweredAsync(host, right));
        Assert.False(await IsAnsweredAsync(host, null));
        Assert.False(await IsAnsweredAsync(host, late));
        Assert.False(await IsAnsweredAsync(host, server));
        Assert.False(await IsAnsweredAsync(host, stranger));
        Assert.True(await IsAnsweredAsync(host, right));
        Assert.DoesNotContain(host.Logs.Entries, entry => entry.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task Who_does_not_finish_the_handshake_is_let_go()
    {
        await using var host = await StartAsync("--Limits:RequestHeadersTimeout=00:00:01");
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, ListeningOf(host).Https!.Port);

        Assert.True(await RawCaller.IsClosedAsync(socket, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("Listen:Certificate")]
    [InlineData("Listen:CertificateKey", "Certificate")]
    [InlineData("Listen:Certificate", "Certificate", "CertificateKey=absent")]
    [InlineData("Listen:Certificate", "Certificate=root", "CertificateKey")]
    [InlineData("Listen:Certificate", "Certificate", "CertificateKey=other")]
    [InlineData("Listen:ClientCertificateAuthority", "Certificate", "CertificateKey", "ClientCertificateAuthority=absent")]
    [InlineData("Listen:ClientCertificateAuthority", "Certificate", "CertificateKey", "ClientCertificateAuthority=key")]
    public void A_certificate_that_cannot_be_used_is_named(string setting, params string[] given)
    {
        authority.Issue("server", TestAuthority.ServerUse).Dispose();
        authority.Issue("other", TestAuthority.ServerUse).Dispose();
        string[] args = ["--Listen:Https=https://127.0.0.1:0", .. given.Select(one => $"--Listen:{one.Split('=')[0]}={PathOf(one)}")];

        var thrown = Assert.Throws<InvalidSetting>(() => ServiceHost.CreateBuilder("incidents", args, new ListenDefaults(0, 0)));

        Assert.Equal(setting, thrown.Setting);
    }

    private string PathOf(string given) => given switch
    {
        "Certificate" => authority.PathOf("server"),
        "CertificateKey" => authority.KeyPathOf("server"),
        "Certificate=root" => authority.RootPath,
        "CertificateKey=other" => authority.KeyPathOf("other"),
        "ClientCertificateAuthority=key" => authority.KeyPathOf("server"),
        _ => authority.PathOf("absent"),
    };

    private async Task<RunningHost> StartAsync(params string[] settings)
    {
        authority.Issue("server", TestAuthority.ServerUse).Dispose();
        return await RunningHost.StartAsync(
            new ScriptedIncidents(),
            [
                "--Listen:Https=https://127.0.0.1:0", $"--Listen:Certificate={authority.PathOf("server")}", $"--Listen:CertificateKey={authority.KeyPathOf("server")}",
                .. settings,
            ]);
    }

    // Two writes may fall into one tick of the file system's clock.
    private void Touch(string name, int minutes) =>
        File.SetLastWriteTimeUtc(authority.PathOf(name), TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(minutes));

    private static Listening ListeningOf(RunningHost host) => host.App.Services.GetRequiredService<Listening>();

    private async Task<bool> IsAnsweredAsync(RunningHost host, X509Certificate2? certificate)
    {
        using var http = authority.Client(ListeningOf(host).Https!, certificate);
        http.DefaultRequestHeaders.Add("Authorization", host.Tokens.Header);
        try
        {
            using var response = await http.GetAsync(Incident);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<string> PresentedAsync(Uri address)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, address.Port);
        await using var tls = new SslStream(client.GetStream());
        using var handler = authority.Handler();
        handler.SslOptions.TargetHost = IPAddress.Loopback.ToString();
        await tls.AuthenticateAsClientAsync(handler.SslOptions);
        return ((X509Certificate2)tls.RemoteCertificate!).Thumbprint;
    }
}

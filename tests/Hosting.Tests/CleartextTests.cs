using Casualties.Hosting;

namespace Hosting.Tests;

/// <summary>Nobody listens beyond this machine without TLS by mistake.</summary>
public sealed class CleartextTests
{
    [Theory]
    [InlineData("--Listen:Grpc=http://0.0.0.0:0")]
    [InlineData("--Listen:Http=http://*:0")]
    [InlineData("--Listen:Http=http://[::]:0")]
    [InlineData("--Listen:Grpc=http://192.0.2.1:0")]
    [InlineData("--Listen:Grpc=http://0.0.0.0:0", "--Listen:AllowCleartextBeyondLoopback=false")]
    public async Task A_port_beyond_loopback_without_tls_ends_the_start_with_exit_code_2(params string[] settings)
    {
        var thrown = Assert.Throws<InvalidSetting>(() => Create(settings));

        Assert.Equal("Listen:AllowCleartextBeyondLoopback", thrown.Setting);
        Assert.Contains("Listen:AllowCleartextBeyondLoopback", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(2, await ServiceHost.RunAsync(() => Create(settings).Build()));
    }

    [Theory]
    [InlineData("--Listen:Grpc=http://0.0.0.0:0", "--Listen:AllowCleartextBeyondLoopback=true")]
    [InlineData("--Listen:Grpc=http://127.0.0.2:0", "--Listen:Http=http://[::1]:0")]
    [InlineData("--Listen:Http=http://localhost:0")]
    [InlineData("--Listen:Socket=/run/casualties.sock", "--Listen:Http=http://0.0.0.0:0")]
    public void What_is_allowed_or_local_is_not_refused(params string[] settings) => Assert.NotNull(Create(settings));

    private static Microsoft.AspNetCore.Builder.WebApplicationBuilder Create(string[] settings) =>
        ServiceHost.CreateBuilder("incidents", settings, new ListenDefaults(0, 0));
}

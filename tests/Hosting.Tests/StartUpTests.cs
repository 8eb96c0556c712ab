using System.Reflection;
using Casualties.Hosting;
using Casualties.Type.V1;
using Google.Protobuf.Reflection;
using Grpc.Health.V1;

namespace Hosting.Tests;

public sealed class StartUpTests
{
    [Theory]
    [InlineData("Listen:Grpc", "127.0.0.1:5101")]
    [InlineData("Listen:Grpc", "https://127.0.0.1:5101")]
    [InlineData("Listen:Grpc", "http://127.0.0.1:5101/path")]
    [InlineData("Listen:Grpc", "http://127.0.0.1:65536")]
    [InlineData("Listen:Http", "http://example.org:80")]
    [InlineData("Listen:Http", "")]
    [InlineData("Listen:Socket", "")]
    [InlineData("Listen:Socket", "/tmp/0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789.sock")]
    [InlineData("Listen:Gprc", "http://127.0.0.1:5101")]
    [InlineData("Limits:MaxRequestBytes", "many")]
    [InlineData("Limits:MaxRequestBytes", "0")]
    [InlineData("Limits:DefaultDeadline", "-00:00:01")]
    [InlineData("Limits:DefaultDeadline", "00:06:00")]
    [InlineData("Limits:MaxDeadline", "2.00:00:00")]
    [InlineData("Limits:CallsPerSecond", "-1")]
    [InlineData("Limits:CallBurst", "10")]
    [InlineData("Limits:StreamsPerCaller", "-1")]
    [InlineData("Listen:Https", "http://127.0.0.1:5443")]
    [InlineData("Listen:AllowCleartextBeyondLoopback", "perhaps")]
    [InlineData("Limits:MaxRequestByte", "1")]
    [InlineData("Embedded", "perhaps")]
    public void A_setting_that_cannot_be_read_is_named(string setting, string value)
    {
        var thrown = Assert.Throws<InvalidSetting>(() => ServiceHost.CreateBuilder("incidents", [$"--{setting}={value}"], new ListenDefaults(0, 0)));

        Assert.Contains(setting.Split(':')[^1], thrown.Message, StringComparison.Ordinal);
        Assert.StartsWith(setting.Split(':')[0], thrown.Setting, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_cannot_start_answers_exit_code_2() =>
        Assert.Equal(2, await ServiceHost.RunAsync(() => ServiceHost.CreateBuilder("incidents", ["--Listen:Grpc=x"], new ListenDefaults(0, 0)).Build()));

    [Fact]
    public async Task A_service_without_access_rules_is_not_mapped()
    {
        await using var app = ServiceHost.CreateBuilder("incidents", [], new ListenDefaults(0, 0)).Build();

        var thrown = Assert.Throws<InvalidOperationException>(() => app.MapRpc<Unruled>());

        Assert.Contains("grpc.health.v1.Health.Check", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_method_of_the_contracts_carries_an_access_rule()
    {
        var methods = typeof(AccessRule).Assembly.GetTypes()
            .Select(type => type.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null))
            .OfType<FileDescriptor>()
            .SelectMany(file => file.Services)
            .SelectMany(service => service.Methods)
            .ToArray();

        Assert.True(methods.Length > 30);
        Assert.All(methods, method =>
        {
            var rule = method.GetOptions()?.GetExtension(AccessExtensions.Access);
            Assert.NotNull(rule);
            Assert.NotEmpty(rule.Roles);
            Assert.DoesNotContain(Role.Unspecified, rule.Roles);
            Assert.NotEqual(Audience.Unspecified, rule.Audience);
        });
    }

    private sealed class Unruled : Health.HealthBase;
}

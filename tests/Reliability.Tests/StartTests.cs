using Casualties.Gateway;

namespace Reliability.Tests;

/// <summary>Processes that must not come to run.</summary>
public sealed class StartTests : ProcessTest
{
    [Theory]
    [InlineData(SuiteService.Incidents)]
    [InlineData(SuiteService.Counts)]
    [InlineData(SuiteService.Sources)]
    public async Task A_gateway_that_may_run_no_service_itself_names_the_address_that_is_missing(SuiteService missing)
    {
        var addresses = SuiteServiceNames.All.Where(service => service != missing).Select(service => $"--Services:{service}:Address=http://127.0.0.1:1");
        var gateway = StartProcess("gateway", [Executable.Gateway, "serve", "--data", Folder, "--Embedded:Enabled=false", .. addresses]);
        Assert.Equal(2, await gateway.EndAsync());
        Assert.Contains($"Services:{missing}:Address", gateway.Said, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Folder, "*.db"));
    }

    [Fact]
    public async Task An_address_that_is_none_is_named()
    {
        var gateway = StartProcess("gateway", Executable.Gateway, "serve", "--data", Folder, "--Services:Counts:Address=counts.example.org");
        Assert.Equal(2, await gateway.EndAsync());
        Assert.Contains("Services:Counts:Address", gateway.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_suite_on_the_same_stores_is_refused_and_told_which_file_is_taken()
    {
        var suite = await StartSuiteAsync(None);
        var second = StartProcess("gateway", Executable.Gateway, "serve", "--data", suite.Data, "--grpc-port", "0", "--http-port", "0");
        Assert.Equal(3, await second.EndAsync());
        Assert.Contains(Path.Combine(suite.Data, StoreFiles.Of(SuiteService.Incidents)), second.Said, StringComparison.Ordinal);

        // The first does not notice.
        var source = await suite.Client.CreateAsync(Some.Source());
        Assert.Equal(1, source.Revision);
    }

    [Fact]
    public async Task A_second_process_of_a_service_on_the_same_store_is_refused_and_told_which_file_is_taken()
    {
        var suite = await StartSuiteAsync([SuiteService.Counts]);
        var path = Path.Combine(suite.Data, StoreFiles.Of(SuiteService.Counts));
        var second = StartProcess(
            "counts", Executable.Of(SuiteService.Counts), $"--Storage:Path={path}", "--Listen:Grpc=http://127.0.0.1:0", "--Listen:Http=http://127.0.0.1:0");
        Assert.Equal(3, await second.EndAsync());
        Assert.Contains(path, second.Said, StringComparison.Ordinal);
        Assert.Empty(second.Errors);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        var suite = await StartSuiteAsync(None);
        var port = suite.Gateway.Grpc.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var second = StartProcess("gateway", Executable.Gateway, "serve", "--data", Path.Combine(Folder, "other"), "--grpc-port", port, "--http-port", "0");
        Assert.Equal(3, await second.EndAsync());
        Assert.Contains(port, second.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_was_killed_listens_on_its_socket_again()
    {
        string[] command =
        [
            Executable.Of(SuiteService.Counts), $"--Storage:Path={Path.Combine(Folder, "counts.db")}", $"--Listen:Socket={Path.Combine(Folder, "counts.sock")}",
        ];
        for (var run = 0; run < 2; run++)
        {
            var counts = await StartProcess("counts", command).ListeningAsync();
            await counts.KillAsync();
        }
    }
}

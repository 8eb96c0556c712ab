using System.CommandLine;
using Casualties.Hosting;
using Casualties.Storage;
using Grpc.Core;
using Grpc.Net.Client;
using Spectre.Console;

namespace Casualties.Gateway.Commands;

/// <summary>The suite that a command works on: one that is running, or one that runs for as long as the command does, on local stores.</summary>
internal sealed class SuiteTarget
{
    private const string TokenVariable = "CASUALTIES_TOKEN";

    private readonly SuiteArguments suite = new();

    private readonly Option<Uri?> to = new("--to")
    {
        Description = "The gRPC address of a running suite. Without it the command works on the stores in the data folder, which no suite may be using.",
        HelpName = "ADDRESS",
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https")
                return address;
            result.AddError("--to must be an address such as http://localhost:5100.");
            return null;
        },
    };

    private readonly Option<string?> token = new("--token")
    {
        Description = $"The token by which a running suite knows you. Without it the variable {TokenVariable} is read.",
        HelpName = "TOKEN",
    };

    /// <summary>Gives a command the options by which the suite is named.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(to);
        command.Options.Add(token);
        command.Options.Add(suite.Data);
        command.Validators.Add(result =>
        {
            if (result.GetResult(to) is { Implicit: false } && result.GetResult(suite.Data) is { Implicit: false })
                result.AddError("--to and --data exclude each other: a command works on a running suite or on local stores.");
        });
    }

    /// <summary>Works on the suite that was named.</summary>
    public async Task<int> RunAsync(ParseResult parsed, string[] settings, Func<CallInvoker, Task<int>> work, CancellationToken cancel)
    {
        if (parsed.GetValue(to) is { } address)
        {
            using var channel = GrpcChannel.ForAddress(address);
            var bearer = parsed.GetValue(token) ?? Environment.GetEnvironmentVariable(TokenVariable);
            if (!string.IsNullOrEmpty(bearer) && address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback)
                throw new InvalidSetting("--to", "must be an https address: whoever listens on the way could take your token and be you");
            var anonymous = channel.CreateCallInvoker();
            return await work(string.IsNullOrEmpty(bearer) ? anonymous : anonymous.WithToken(() => bearer));
        }

        await using Suite local = await StartAsync(suite.Read(parsed, settings) with { Private = true, Quiet = true, OwnTokensOnly = true }, cancel);
        return await work(local.Invoker);
    }

    private static async Task<Suite> StartAsync(SuiteOptions options, CancellationToken cancel)
    {
        try
        {
            return await Suite.StartAsync(options, cancel);
        }
        catch (StoreInUse)
        {
            Terminal.Error.WriteLine("A suite is running on these stores: to work on it, give its address with --to.");
            throw;
        }
    }
}

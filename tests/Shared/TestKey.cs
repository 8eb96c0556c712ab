using Casualties.Gateway;
using Casualties.Hosting;
using Grpc.Core;

namespace Casualties.Tests.Shared;

/// <summary>One key for all processes that a test starts by itself, and tokens that it signs.</summary>
public static class TestKey
{
    /// <summary>The variable of the environment by which a process takes this key.</summary>
    public const string Variable = $"{ServiceHost.EnvironmentPrefix}Access__KeyFile";

    /// <summary>Where the key is; made when it is first needed. The one that the environment names, where a store is used again that was filled under it.</summary>
    public static string Path { get; } = Environment.GetEnvironmentVariable(Variable) ??
        System.IO.Path.Combine(Directory.CreateTempSubdirectory("casualties-key-").FullName, AccessSettings.DefaultKeyFile);

    /// <summary>Tokens of someone who may do everything that people may.</summary>
    public static TokenSource Owner { get; } = For(Suite.Owner);

    /// <summary>Tokens of a caller.</summary>
    public static TokenSource For(Caller caller) =>
        new(new TokenIssuer(SuiteKey.Load(Path), new AccessSettings(), TimeProvider.System), caller, TimeProvider.System);

    /// <summary>Calls with the tokens of a caller.</summary>
    public static CallInvoker As(this ChannelBase channel, TokenSource tokens) => channel.CreateCallInvoker().As(tokens);

    /// <summary>Calls with the tokens of a caller.</summary>
    public static CallInvoker As(this CallInvoker calls, TokenSource tokens) => calls.WithToken(() => tokens.Current);

    /// <summary>Calls over HTTP with the tokens of a caller; null: without any.</summary>
    public static HttpClient Http(Uri address, TokenSource? tokens, HttpMessageHandler? handler = null) =>
        new(new WithToken(tokens) { InnerHandler = handler ?? new SocketsHttpHandler() }) { BaseAddress = address };

    private sealed class WithToken(TokenSource? tokens) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (tokens is not null && request.Headers.Authorization is null)
                request.Headers.TryAddWithoutValidation("Authorization", tokens.Header);
            return base.SendAsync(request, cancellationToken);
        }
    }
}

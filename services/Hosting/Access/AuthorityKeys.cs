using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Casualties.Hosting;

/// <summary>
/// What an OpenID Connect authority publishes of itself: its name as an issuer, and its keys. Fetched when it is first needed, and kept while the authority
/// cannot be reached: people whose tokens are good yet can go on.
/// </summary>
internal sealed partial class AuthorityKeys : IDisposable
{
    /// <summary>How old it may become. So long a key that the authority withdrew works yet.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(5);

    /// <summary>The least time between two requests to the authority, whatever callers send: a forged token costs it no more.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    // The caller of a call waits for it, and has a deadline of 10 seconds by default.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const int MaxDocumentBytes = 1024 * 1024;

    private readonly string _address;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly HttpClient _client = new() { Timeout = Patience, MaxResponseContentBufferSize = MaxDocumentBytes };
    private readonly HttpDocumentRetriever _documents;
    private readonly Lock _gate = new();
    private volatile Published? _newest;
    private Task _fetching = Task.CompletedTask;
    private DateTimeOffset _asked = DateTimeOffset.MinValue;

    public AuthorityKeys(Uri authority, TimeProvider time, ILogger logger)
    {
        (_address, _time, _logger) = ($"{authority.AbsoluteUri.TrimEnd('/')}/.well-known/openid-configuration", time, logger);
        _documents = new HttpDocumentRetriever(_client) { RequireHttps = !authority.IsLoopback };
    }

    /// <summary>What is known; null if the authority was never reached.</summary>
    public async ValueTask<OpenIdConnectConfiguration?> CurrentAsync()
    {
        if (_newest is not { } known)
            await FetchAsync();
        else if (_time.GetUtcNow() - known.Time >= MaxAge)
            // Nobody waits for it: what is known serves until then.
            _ = FetchAsync();
        return _newest?.Configuration;
    }

    /// <summary>What came after something that is known, for a token that names a key which it does not hold; null if nothing did.</summary>
    public async Task<OpenIdConnectConfiguration?> NewerAsync(OpenIdConnectConfiguration known)
    {
        if (ReferenceEquals(_newest?.Configuration, known))
            await FetchAsync();
        return ReferenceEquals(_newest?.Configuration, known) ? null : _newest?.Configuration;
    }

    public void Dispose() => _client.Dispose();

    // All who wait, wait for the same request.
    private Task FetchAsync()
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            if (_fetching.IsCompleted && now - _asked >= Pause)
                (_asked, _fetching) = (now, FetchAsync(now));
            return _fetching;
        }
    }

    private async Task FetchAsync(DateTimeOffset now)
    {
        // The authority's own time to answer must not be spent under the lock.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            var fetched = await OpenIdConnectConfigurationRetriever.GetAsync(_address, _documents, CancellationToken.None);
            if (string.IsNullOrEmpty(fetched.Issuer) || fetched.SigningKeys.Count == 0)
                LogUnusable(_logger, _address, "It names no issuer, or no key that signs.");
            else
                _newest = new Published(fetched, now);
        }
        catch (Exception e) when (e is IOException or ArgumentException or JsonException or InvalidOperationException or SecurityTokenException or OperationCanceledException)
        {
            LogUnusable(_logger, _address, (e.InnerException ?? e).Message);
        }
    }

    private sealed record Published(OpenIdConnectConfiguration Configuration, DateTimeOffset Time);

    [LoggerMessage(1, LogLevel.Warning, "What the authority publishes at {Address} cannot be used: {Fault}")]
    private static partial void LogUnusable(ILogger logger, string address, string fault);
}

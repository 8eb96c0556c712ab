using Casualties.Type.V1;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Casualties.Hosting;

/// <summary>
/// Says whose token it is, or that it is nobody's. Tokens of the suite's key are believed for services always, for people only where no authority
/// is configured.
/// </summary>
public sealed class TokenReader : IDisposable
{
    /// <summary>The longest token that is looked at, in characters.</summary>
    public const int MaxTokenCharacters = 8 * 1024;

    // Verifying a signature costs more than most reads. A key that is no longer known works for this long yet.
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    // Asymmetric ones only: "none", and keyed hashes under a public key, are how tokens are forged.
    private static readonly string[] AuthorityAlgorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256,
        SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384,
        SecurityAlgorithms.EcdsaSha512,
    ];

    private static readonly RoleSet Services = RoleSet.Of(Role.Service);

    private readonly AccessSettings _settings;
    private readonly TimeProvider _time;
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly KnownTokens _known;
    private readonly TokenValidationParameters _ofSuite;
    private readonly AuthorityKeys? _authority;

    /// <param name="settings">Whose tokens are believed.</param>
    /// <param name="key">The suite's own key.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where it is said that the authority cannot be reached.</param>
    public TokenReader(AccessSettings settings, SuiteKey key, TimeProvider time, ILogger<TokenReader> logger)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(key);
        _settings = settings;
        _time = time;
        _known = new KnownTokens(time);
        _ofSuite = Common([SecurityAlgorithms.EcdsaSha256]);
        _ofSuite.ValidIssuer = SuiteKey.Issuer;
        _ofSuite.IssuerSigningKey = key.Key;
        _authority = settings.Authority is { } authority ? new AuthorityKeys(authority, time, logger) : null;
    }

    /// <summary>The caller that a token names which was found good a moment ago; null if it was not.</summary>
    public Caller? Known(ReadOnlySpan<char> token) => _known.CallerOf(token);

    /// <summary>The caller that a token names; null if it is not valid, for whatever reason.</summary>
    /// <exception cref="ServiceUnreachable">Only the authority could say so, and it was never reached.</exception>
    public async ValueTask<Caller?> ReadAsync(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (Known(token) is { } known)
            return known;
        if (token.Length > MaxTokenCharacters || Parsed(token) is not { } parsed)
            return null;
        if (await IsValidAsync(parsed, _ofSuite))
            return Remember(CallerOf(parsed) is { } caller && (IsService(caller) || _authority is null) ? caller : null, parsed);
        if (_authority is not null && await IsValidAsync(parsed, _authority))
            return Remember(CallerOf(parsed) is { } caller && !IsService(caller) ? caller : null, parsed);
        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _authority?.Dispose();

    private TokenValidationParameters Common(string[] algorithms) => new()
    {
        ValidAudience = _settings.TokenAudience,
        ValidAlgorithms = algorithms,
        LifetimeValidator = (notBefore, expires, _, _) => IsAlive(notBefore, expires),
        RequireExpirationTime = true,
        RequireSignedTokens = true,
    };

    private JsonWebToken? Parsed(string token)
    {
        try
        {
            return _handler.CanReadToken(token) ? _handler.ReadJsonWebToken(token) : null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or System.Text.Json.JsonException or SecurityTokenException)
        {
            return null;
        }
    }

    private async Task<bool> IsValidAsync(JsonWebToken token, AuthorityKeys authority)
    {
        var known = await authority.CurrentAsync() ?? throw new ServiceUnreachable("login");
        if (await IsValidAsync(token, Of(known)))
            return true;
        // The authority may have begun to sign with another key.
        var namesUnknownKey = !known.SigningKeys.Any(key => key.KeyId == token.Kid);
        return namesUnknownKey && await authority.NewerAsync(known) is { } newer && await IsValidAsync(token, Of(newer));
    }

    private async Task<bool> IsValidAsync(JsonWebToken token, TokenValidationParameters parameters) =>
        (await _handler.ValidateTokenAsync(token, parameters)).IsValid;

    private TokenValidationParameters Of(OpenIdConnectConfiguration authority)
    {
        var parameters = Common(AuthorityAlgorithms);
        parameters.ValidIssuer = authority.Issuer;
        parameters.IssuerSigningKeys = authority.SigningKeys;
        return parameters;
    }

    private Caller? CallerOf(JsonWebToken token)
    {
        if (token.Subject is not { Length: > 0 } subject)
            return null;
        var roles = Texts(token, _settings.RolesClaim).Select(AccessWords.RoleOf).OfType<Role>();
        var audience = AccessWords.AudienceOf(Texts(token, _settings.AudienceClaim).FirstOrDefault("")) ?? Audience.Public;
        return new Caller(subject, RoleSet.Of([Role.Reader, .. roles]), audience, Texts(token, _settings.OrganisationClaim).FirstOrDefault(""));
    }

    private static bool IsService(Caller caller) => caller.Roles.HasAny(Services);

    private Caller? Remember(Caller? caller, JsonWebToken token)
    {
        if (caller is null)
            return null;
        var expires = new DateTimeOffset(token.ValidTo, TimeSpan.Zero);
        var forgotten = _time.GetUtcNow() + Remembered;
        // Past its expiry it is looked at again, since clocks differ.
        _known.Add(token.EncodedToken, caller, expires < forgotten ? expires : forgotten);
        return caller;
    }

    private bool IsAlive(DateTime? notBefore, DateTime? expires)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        // The far future can be named, but nothing be added to it.
        return expires > now - ClockSkew && !(notBefore > now + ClockSkew);
    }

    private static IEnumerable<string> Texts(JsonWebToken token, string claim) => token.Claims.Where(one => one.Type == claim).Select(one => one.Value);
}

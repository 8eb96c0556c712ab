using Casualties.Type.V1;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Casualties.Hosting;

/// <summary>
/// Says whose token it is, or that it is nobody's. Tokens of the suite's key are believed for services always, for people only where no authority
/// is configured.
/// </summary>
public sealed class TokenReader
{
    /// <summary>The longest token that is looked at, in characters.</summary>
    public const int MaxTokenCharacters = 8 * 1024;

    // Verifying a signature costs more than most reads. A key that is withdrawn works for this long yet.
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
    private readonly TokenValidationParameters? _ofAuthority;

    /// <param name="settings">Whose tokens are believed.</param>
    /// <param name="key">The suite's own key.</param>
    /// <param name="time">The clock.</param>
    public TokenReader(AccessSettings settings, SuiteKey key, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(key);
        _settings = settings;
        _time = time;
        _known = new KnownTokens(time);
        _ofSuite = Common([SecurityAlgorithms.EcdsaSha256]);
        _ofSuite.ValidIssuer = SuiteKey.Issuer;
        _ofSuite.IssuerSigningKey = key.Key;
        if (settings.Authority is not { } authority)
            return;
        _ofAuthority = Common(AuthorityAlgorithms);
        _ofAuthority.ConfigurationManager = new ConfigurationManager<OpenIdConnectConfiguration>(
            $"{authority.AbsoluteUri.TrimEnd('/')}/.well-known/openid-configuration",
            new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever { RequireHttps = !authority.IsLoopback });
    }

    /// <summary>The caller that a token names which was found good a moment ago; null if it was not.</summary>
    public Caller? Known(ReadOnlySpan<char> token) => _known.CallerOf(token);

    /// <summary>The caller that a token names; null if it is not valid, for whatever reason.</summary>
    public async ValueTask<Caller?> ReadAsync(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (Known(token) is { } known)
            return known;
        if (token.Length > MaxTokenCharacters || !_handler.CanReadToken(token))
            return null;
        if (await ValidateAsync(token, _ofSuite) is { } ofSuite)
            return Remember(token, CallerOf(ofSuite) is { } caller && (IsService(caller) || _ofAuthority is null) ? caller : null, ofSuite);
        if (_ofAuthority is not null && await ValidateAsync(token, _ofAuthority) is { } ofAuthority)
            return Remember(token, CallerOf(ofAuthority) is { } caller && !IsService(caller) ? caller : null, ofAuthority);
        return null;
    }

    private TokenValidationParameters Common(string[] algorithms) => new()
    {
        ValidAudience = _settings.TokenAudience,
        ValidAlgorithms = algorithms,
        LifetimeValidator = (notBefore, expires, _, _) => IsAlive(notBefore, expires),
        RequireExpirationTime = true,
        RequireSignedTokens = true,
    };

    private async Task<JsonWebToken?> ValidateAsync(string token, TokenValidationParameters parameters)
    {
        var result = await _handler.ValidateTokenAsync(token, parameters);
        return result.IsValid ? (JsonWebToken)result.SecurityToken : null;
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

    private Caller? Remember(string text, Caller? caller, JsonWebToken token)
    {
        if (caller is null)
            return null;
        var expires = new DateTimeOffset(token.ValidTo, TimeSpan.Zero) + ClockSkew;
        var forgotten = _time.GetUtcNow() + Remembered;
        _known.Add(text, caller, expires < forgotten ? expires : forgotten);
        return caller;
    }

    private bool IsAlive(DateTime? notBefore, DateTime? expires)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return expires is { } end && now < end + ClockSkew && !(notBefore > now + ClockSkew);
    }

    private static IEnumerable<string> Texts(JsonWebToken token, string claim) => token.Claims.Where(one => one.Type == claim).Select(one => one.Value);
}

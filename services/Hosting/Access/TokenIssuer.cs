using Casualties.Type.V1;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Casualties.Hosting;

/// <summary>Makes tokens that the suite's own key signs.</summary>
public sealed class TokenIssuer(SuiteKey key, AccessSettings settings, TimeProvider time)
{
    /// <summary>The longest life of a token. What is lost should not open doors for long.</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(31);

    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>A token of a caller.</summary>
    /// <param name="caller">Who it is for.</param>
    /// <param name="lifetime">How long it is good for; more than zero, at most <see cref="MaxLifetime"/>.</param>
    public string Issue(Caller caller, TimeSpan lifetime)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lifetime, MaxLifetime);
        if (!key.CanSign)
            throw new InvalidSetting("Access:KeyFile", "holds only the public part of the key: tokens are made where the private part is");
        var now = time.GetUtcNow().UtcDateTime;
        var claims = new Dictionary<string, object>
        {
            [JwtRegisteredClaimNames.Sub] = caller.Subject,
            [settings.RolesClaim] = caller.Roles.All.Select(AccessWords.Of).ToArray(),
            [settings.AudienceClaim] = AccessWords.Of(caller.Audience),
        };
        if (caller.Organisation.Length > 0)
            claims[settings.OrganisationClaim] = caller.Organisation;
        return Handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = SuiteKey.Issuer,
            Audience = settings.TokenAudience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + lifetime,
            Claims = claims,
            SigningCredentials = new SigningCredentials(key.Key, SecurityAlgorithms.EcdsaSha256),
        });
    }
}

/// <summary>A token of one caller, made anew before it expires.</summary>
public sealed class TokenSource(TokenIssuer issuer, Caller caller, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private string _token = "";
    private DateTimeOffset _renew;

    /// <summary>A token that is good for some minutes yet.</summary>
    public string Current
    {
        get
        {
            lock (_gate)
            {
                var now = time.GetUtcNow();
                if (now >= _renew)
                    (_token, _renew) = (issuer.Issue(caller, Lifetime), now + (Lifetime / 2));
                return _token;
            }
        }
    }

    /// <summary>The value of the header <c>authorization</c>.</summary>
    public string Header => $"Bearer {Current}";
}

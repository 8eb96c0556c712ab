using Microsoft.Extensions.Configuration;

namespace Casualties.Hosting;

/// <summary>Whose tokens are believed. Configuration section <c>Access</c>.</summary>
public sealed class AccessSettings
{
    /// <summary>
    /// The OpenID Connect issuer whose tokens are believed, like <c>https://login.example.org/realms/casualties</c>; its keys are fetched from there. Not
    /// set: the key in <see cref="KeyFile"/> signs the tokens of people too (<c>casualties token</c>).
    /// </summary>
    public Uri? Authority { get; set; }

    /// <summary>What the claim <c>aud</c> of a token must name, so that a token made for another system opens nothing here.</summary>
    public string TokenAudience { get; set; } = "casualties";

    /// <summary>The claim that holds the roles: an array of texts, or one text.</summary>
    public string RolesClaim { get; set; } = "roles";

    /// <summary>The claim that holds the audience: "public", "partner" or "restricted". A token without it is of the public.</summary>
    public string AudienceClaim { get; set; } = "audience";

    /// <summary>The claim that names the caller's organisation.</summary>
    public string OrganisationClaim { get; set; } = "organisation";

    /// <summary>
    /// The key by which the processes of a suite know each other, as PEM: ECDSA on P-256. Made at the first start where it is missing, for this user
    /// only. A service needs only its public part.
    /// </summary>
    public string KeyFile { get; set; } = Path.Combine("data", DefaultKeyFile);

    /// <summary>Whether callers without a token may read what is public.</summary>
    public bool AllowAnonymousReaders { get; set; }

    /// <summary>
    /// The https address that is told, by a POST of JSON, whenever an admin breaks the glass; http only on this machine. Not set: nobody can break it.
    /// </summary>
    public Uri? BreakGlassNotice { get; set; }

    /// <summary>The name of the key file in a data folder.</summary>
    public const string DefaultKeyFile = "access-key.pem";

    /// <summary>Reads the settings. Throws <see cref="InvalidSetting"/>.</summary>
    public static AccessSettings From(IConfiguration configuration)
    {
        var settings = new AccessSettings();
        configuration.BindStrictly("Access", settings);
        foreach (var (name, address) in settings.Addresses())
        {
            if (address is not null && !IsSafe(address))
                throw new InvalidSetting($"Access:{name}", "must be an https address; http only on this machine");
        }
        foreach (var (name, value) in settings.Texts())
        {
            if (value.Length == 0)
                throw new InvalidSetting($"Access:{name}", "must not be empty");
        }
        return settings;
    }

    private static bool IsSafe(Uri address) =>
        address.IsAbsoluteUri && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));

    private IEnumerable<(string Name, Uri? Address)> Addresses() => [(nameof(Authority), Authority), (nameof(BreakGlassNotice), BreakGlassNotice)];

    private IEnumerable<(string Name, string Value)> Texts() =>
    [
        (nameof(TokenAudience), TokenAudience),
        (nameof(RolesClaim), RolesClaim),
        (nameof(AudienceClaim), AudienceClaim),
        (nameof(OrganisationClaim), OrganisationClaim),
        (nameof(KeyFile), KeyFile),
    ];
}

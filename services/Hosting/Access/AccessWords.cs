using System.Collections.Frozen;
using Casualties.Type.V1;

namespace Casualties.Hosting;

/// <summary>Roles and audiences as words: in tokens, commands and errors they are written like "recorder" and "partner".</summary>
public static class AccessWords
{
    private static readonly FrozenDictionary<string, Role> Roles =
        Enum.GetValues<Role>().Where(role => role != Role.Unspecified).ToFrozenDictionary(Of, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, Audience> Audiences =
        Enum.GetValues<Audience>().Where(audience => audience != Audience.Unspecified).ToFrozenDictionary(Of, StringComparer.Ordinal);

    /// <summary>All roles, as words.</summary>
    public static IEnumerable<string> AllRoles => Roles.OrderBy(role => role.Value).Select(role => role.Key);

    /// <summary>All audiences, as words, the lowest first.</summary>
    public static IEnumerable<string> AllAudiences => Audiences.OrderBy(audience => audience.Value).Select(audience => audience.Key);

    /// <summary>The word of a role.</summary>
    public static string Of(Role role) => role.ToString().ToLowerInvariant();

    /// <summary>The word of an audience.</summary>
    public static string Of(Audience audience) => audience.ToString().ToLowerInvariant();

    /// <summary>The role of a word; null if there is none.</summary>
    public static Role? RoleOf(string word) => Roles.TryGetValue(word, out var role) ? role : null;

    /// <summary>The audience of a word; null if there is none.</summary>
    public static Audience? AudienceOf(string word) => Audiences.TryGetValue(word, out var audience) ? audience : null;
}

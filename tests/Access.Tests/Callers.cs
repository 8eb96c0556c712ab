using Casualties.Hosting;
using Casualties.Type.V1;

namespace Access.Tests;

/// <summary>Callers of every role and audience.</summary>
internal static class Callers
{
    /// <summary>The audiences, the lowest first.</summary>
    public static IReadOnlyList<Audience> Audiences { get; } = [Audience.Public, Audience.Partner, Audience.Restricted];

    /// <summary>One caller for each role and audience.</summary>
    public static IReadOnlyList<Caller> All { get; } =
    [
        .. from role in Enum.GetValues<Role>()
           where role != Role.Unspecified
           from audience in Audiences
           select Of(role, audience),
    ];

    /// <summary>A caller; the subject says what it may do.</summary>
    public static Caller Of(Role role, Audience audience, string organisation = "") =>
        new($"{AccessWords.Of(role)}-of-{AccessWords.Of(audience)}{organisation}", RoleSet.Of(Role.Reader, role), audience, organisation);
}

using Casualties.Hosting;
using Casualties.Type.V1;

namespace Casualties.Gateway.Reports;

/// <summary>For whom a report is made: it is a pure function of the records that this audience may see.</summary>
/// <param name="Audience">The audience.</param>
/// <param name="Organisation">The organisation, where pseudonyms depend on it; empty for all others.</param>
internal readonly record struct Viewer(Audience Audience, string Organisation)
{
    /// <summary>Everyone.</summary>
    public static Viewer Public { get; } = new(Audience.Public, "");

    /// <summary>Those who may see every record.</summary>
    public static Viewer Restricted { get; } = new(Audience.Restricted, "");

    /// <summary>The audiences, the lowest first.</summary>
    public static IReadOnlyList<Audience> Audiences { get; } = [Audience.Public, Audience.Partner, Audience.Restricted];

    /// <summary>The viewer behind a call. Only partners are told apart: their pseudonyms differ. Who names no organisation is one alone.</summary>
    public static Viewer Of(Caller caller) =>
        new(caller.Audience, caller.Audience != Audience.Partner ? "" : caller.Organisation.Length > 0 ? caller.Organisation : $"\n{caller.Subject}");

    /// <summary>Whether every record is seen, and with it revision numbers as they are.</summary>
    public bool SeesEveryRecord => Audience == Audience.Restricted;

    /// <summary>A caller who sees what this viewer sees, and is trusted with nothing.</summary>
    public Caller AsCaller() => new("", RoleSet.Of(Role.Reader), Audience, Organisation);
}

using Casualties.Estimation;
using Casualties.Incidents.V1;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using AttributionStatus = Casualties.Type.V1.AttributionStatus;
using DocumentedBounds = Casualties.Estimation.DocumentedBounds;
using VictimGroup = Casualties.Estimation.VictimGroup;

namespace Casualties.Gateway.Reports;

/// <summary>
/// What an incident adds to aggregates, as one audience sees it: by what it is cut, and how many were harmed. It follows from the report of that audience and from what the
/// report was made of, so that a sum holds nothing that the reports do not.
/// </summary>
internal sealed record Addend
{
    /// <summary>The incident: "incidents/{incident}".</summary>
    public required string Incident { get; init; }

    /// <summary>When it began; month and day 0 where they are not known.</summary>
    public required EventDay Start { get; init; }

    /// <summary>When it ended.</summary>
    public required EventDay End { get; init; }

    /// <summary>The country.</summary>
    public required TextValue Country { get; init; }

    /// <summary>The first administrative level: its P-code or, where it is not matched, its name.</summary>
    public required TextValue Admin1 { get; init; }

    /// <summary>The second administrative level, likewise.</summary>
    public required TextValue Admin2 { get; init; }

    /// <summary>How it was done.</summary>
    public required Tactic Tactic { get; init; }

    /// <summary>The cause; that of the tactic where none is recorded.</summary>
    public required CauseCategory Cause { get; init; }

    /// <summary>On what basis the report names who did it.</summary>
    public required AttributionStatus Attribution { get; init; }

    /// <summary>Who is said to have done it, each once, by name.</summary>
    public required Party[] Parties { get; init; }

    /// <summary>Whether it is settled that people were harmed.</summary>
    public required Casualties.Reports.V1.EvidenceGrade Occurrence { get; init; }

    /// <summary>The same in the word of Airwars.</summary>
    public required Casualties.Reports.V1.AirwarsGrade Airwars { get; init; }

    /// <summary>Who published live claims that are listed, as far as they may be named; by name.</summary>
    public required TextValue[] Sources { get; init; }

    /// <summary>Which kinds of source published live claims that are listed.</summary>
    public required SourceType[] SourceTypes { get; init; }

    /// <summary>Independent originators of live claims that are listed.</summary>
    public required string[] Originators { get; init; }

    /// <summary>How many independent originators there are where the report may not tell who said what.</summary>
    public required int UnlistedOriginators { get; init; }

    /// <summary>How many live claims there are.</summary>
    public required int Claims { get; init; }

    /// <summary>When the newest record was recorded of which the report was made, microseconds since 1970-01-01T00:00:00Z.</summary>
    public required long RecordTime { get; init; }

    /// <summary>What must be known of it beside its numbers.</summary>
    public required AddendMarks Marks { get; init; }

    /// <summary>How many were harmed, one for each harm and group that the report estimates.</summary>
    public required AddendFigure[] Figures { get; init; }

    /// <summary>The originators by number, as far as they were numbered; see <see cref="OriginatorNumbers"/>.</summary>
    public int[] OriginatorNumbers { get; init; } = [];

    /// <summary>Where among the figures is what the report estimates of a harm to a group; -1 where it estimates nothing.</summary>
    public int Find(Harm harm, in VictimGroup victims)
    {
        for (var at = 0; at < Figures.Length; at++)
        {
            if (Figures[at].Harm == harm && Figures[at].Victims == victims)
                return at;
        }
        return -1;
    }
}

/// <summary>An actor said to have carried an incident out, the same in capitals as in small letters, and on what basis at best.</summary>
internal readonly record struct Party(TextValue Actor, AttributionStatus Status)
{
    /// <summary>An actor as a value by which incidents are grouped.</summary>
    public static TextValue ActorOf(string actor) => new(actor.ToUpperInvariant(), actor);
}

/// <summary>What must be known of an incident beside its numbers.</summary>
[Flags]
internal enum AddendMarks
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Something is contested.</summary>
    Contested = 1,

    /// <summary>The sex of some of those harmed is told.</summary>
    TellsSex = 2,

    /// <summary>The age of some of those harmed is told.</summary>
    TellsAge = 4,

    /// <summary>It is located coarser than the second administrative level, or not at all.</summary>
    CoarselyLocated = 8,
}

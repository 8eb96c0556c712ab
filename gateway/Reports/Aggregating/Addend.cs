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

    /// <summary>The country, or empty.</summary>
    public required string Country { get; init; }

    /// <summary>The first administrative level.</summary>
    public required Area Admin1 { get; init; }

    /// <summary>The second administrative level.</summary>
    public required Area Admin2 { get; init; }

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
    public required NamedSource[] Sources { get; init; }

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

    /// <summary>The number of the last change of the report that it was made with, where it stands ready; 0 otherwise.</summary>
    public long Sequence { get; init; }

    /// <summary>The originators by number, as far as they were numbered; see <see cref="OriginatorNumbers"/>.</summary>
    public int[] OriginatorNumbers { get; init; } = [];
}

/// <summary>How many people of one group suffered one harm in one incident.</summary>
internal sealed class AddendFigure(Harm harm, VictimGroup victims, DocumentedBounds bounds, CountExtent extent, SumEstimate? alone, byte[] cells)
{
    private static long made;

    /// <summary>The kind of harm.</summary>
    public Harm Harm { get; } = harm;

    /// <summary>Who is counted.</summary>
    public VictimGroup Victims { get; } = victims;

    /// <summary>What is documented.</summary>
    public DocumentedBounds Bounds { get; } = bounds;

    /// <summary>How far the distribution goes; of no meaning without one.</summary>
    public CountExtent Extent { get; } = extent;

    /// <summary>What a sum of this one alone is: to the last number what its report says. Null: there is no distribution.</summary>
    public SumEstimate? Alone { get; } = alone;

    /// <summary>The distribution as <see cref="CellCode"/> writes it; empty where there is none.</summary>
    public byte[] Cells { get; } = cells;

    /// <summary>Tells this object from all others of the process: sums are remembered by what they were made of.</summary>
    public long Serial { get; } = Interlocked.Increment(ref made);

    /// <summary>Whether it has a part in sums under a policy with, or without, ranges.</summary>
    public bool IsInSum(bool withRanges) => withRanges ? Alone is not null : Bounds is not { Low: null, High: null };
}

/// <summary>A day as far as it is known, and how finely.</summary>
internal readonly record struct EventDay(int Year, int Month, int Day, Type.V1.DatePrecision Precision);

/// <summary>An administrative area: its P-code or, where it is not matched, its name; and its name. Empty: not known.</summary>
internal readonly record struct Area(string Code, string Name);

/// <summary>An actor said to have carried an incident out, and on what basis at best.</summary>
internal readonly record struct Party(string Actor, AttributionStatus Status);

/// <summary>A source that may be named, and what people call it.</summary>
internal readonly record struct NamedSource(string Name, string DisplayName);

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

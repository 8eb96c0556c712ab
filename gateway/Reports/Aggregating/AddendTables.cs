using Casualties.Type.V1;

namespace Casualties.Gateway.Reports;

/// <summary>The addends of all incidents of which an audience knows, as of one moment of the view.</summary>
/// <param name="Point">As of when.</param>
/// <param name="Addends">By name of the incident.</param>
internal sealed record AddendTable(ViewPoint Point, Addend[] Addends);

/// <summary>
/// Keeps addends in memory, one table for each audience that asks: what groups them is a pass over an array, and no database does that for distributions. A table
/// is brought up to date by each question, from the rows that changed since the last one.
/// </summary>
internal sealed class AddendTables(ReadModel model, OriginatorNumbers originators, IHostApplicationLifetime lifetime) : IDisposable
{
    private readonly Dictionary<Audience, Kept> tables = Viewer.Audiences.ToDictionary(audience => audience, _ => new Kept());

    /// <summary>The table as the view is now. Who gives up waiting leaves what was read to the next one: all of it can take longer than a caller has.</summary>
    public Task<AddendTable> ReadAsync(Viewer viewer, CancellationToken cancel) => ReadAsync(viewer.Audience, tables[viewer.Audience], lifetime.ApplicationStopping).WaitAsync(cancel);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var kept in tables.Values)
            kept.Turn.Dispose();
    }

    private async Task<AddendTable> ReadAsync(Audience audience, Kept kept, CancellationToken cancel)
    {
        await kept.Turn.WaitAsync(cancel);
        try
        {
            var changes = await model.AddendsAsync(audience, kept.Table?.Point.ViewId ?? "", kept.Table?.Point.Sequence ?? 0, kept.Values, cancel);
            var before = kept.Table is { } table && table.Point.ViewId == changes.Point.ViewId ? table : null;
            return kept.Table = new AddendTable(changes.Point, Merge(before?.Addends ?? [], changes.Changed));
        }
        finally
        {
            kept.Turn.Release();
        }
    }

    // Both by name; what was changed replaces what was there, and an absent one removes it.
    private Addend[] Merge(Addend[] before, IReadOnlyList<ChangedAddend> changed)
    {
        if (changed.Count == 0)
            return before;
        var (merged, count, at) = (new Addend[before.Length + changed.Count], 0, 0);
        foreach (var one in changed)
        {
            var place = before.AsSpan(at).BinarySearch(new Named(one.Incident));
            var same = place < 0 ? ~place : place;
            before.AsSpan(at, same).CopyTo(merged.AsSpan(count));
            (count, at) = (count + same, at + same + (place < 0 ? 0 : 1));
            if (one.Addend is { } addend)
                merged[count++] = originators.Number(addend);
        }
        before.AsSpan(at).CopyTo(merged.AsSpan(count));
        return merged[..(count + before.Length - at)];
    }

    private readonly record struct Named(string Incident) : IComparable<Addend>
    {
        public int CompareTo(Addend? other) => string.CompareOrdinal(Incident, other!.Incident);
    }

    private sealed class Kept
    {
        public SemaphoreSlim Turn { get; } = new(1);

        public AddendTable? Table { get; set; }

        public TextValue.Pool Values { get; } = new();
    }
}

/// <summary>A point of the view.</summary>
/// <param name="ViewId">The filling of the view.</param>
/// <param name="Revisions">The revisions that it held, as the audience is told them.</param>
/// <param name="Calibration">The calibration in force, or empty.</param>
/// <param name="Sequence">The number of the last change of a report that the audience can see; 0: there is none.</param>
internal sealed record ViewPoint(string ViewId, SuiteRevisions Revisions, string Calibration, long Sequence);

/// <summary>What changed of the addends that an audience may know of.</summary>
/// <param name="Point">As of when; of another filling of the view than asked for, all addends are given.</param>
/// <param name="Changed">By name of the incident.</param>
internal sealed record AddendChanges(ViewPoint Point, IReadOnlyList<ChangedAddend> Changed);

/// <summary>An addend that changed; none: the incident adds nothing any more.</summary>
internal sealed record ChangedAddend(string Incident, Addend? Addend);

using Casualties.Sources.V1;

namespace Casualties.Gateway.Import;

/// <summary>A source that a sheet names.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What the sheet calls it.</param>
/// <param name="Type">The kind under which the sheet most often names it as an originator, of equals the first; an outlet if it never does.</param>
/// <param name="OtherTypes">Further kinds under which the sheet names it.</param>
public sealed record SheetSource(string Id, string Name, SourceType Type, IReadOnlyList<SourceType> OtherTypes);

/// <summary>The publishers and originators of a sheet: gathers them, then gives each its id and kind.</summary>
internal sealed class SheetSources
{
    private readonly Dictionary<string, List<(SourceType Type, int Count)>> kinds = [];
    private readonly List<string> order = [];

    public void Add(ClaimRow row)
    {
        KindsOf(row.Publisher);
        if (row.OriginalSource is null)
            return;
        List<(SourceType Type, int Count)> counts = KindsOf(row.OriginalSource);
        int known = counts.FindIndex(c => c.Type == row.OriginalSourceType);
        if (known < 0)
            counts.Add((row.OriginalSourceType, 1));
        else
            counts[known] = (row.OriginalSourceType, counts[known].Count + 1);
    }

    /// <summary>Every source by its name. The first name to give a slug has it plain; another name with the same slug has a hash added.</summary>
    public Dictionary<string, SheetSource> Resolve()
    {
        var sources = new Dictionary<string, SheetSource>(kinds.Count);
        var taken = new HashSet<string>(kinds.Count);
        foreach (string name in order)
        {
            string id = ResourceIds.OfName(name);
            if (!taken.Add(id))
                id = ResourceIds.OfNameWithHash(name);
            taken.Add(id);
            SourceType[] types = [.. kinds[name].OrderByDescending(kind => kind.Count).Select(kind => kind.Type)];
            sources.Add(name, new SheetSource(id, name, types is [var commonest, ..] ? commonest : SourceType.Media, [.. types.Skip(1)]));
        }

        return sources;
    }

    private List<(SourceType Type, int Count)> KindsOf(string name)
    {
        if (kinds.TryGetValue(name, out List<(SourceType, int)>? counts))
            return counts;
        if (order.Count == SheetLimits.MaxSources)
            throw new ClaimSheetRefused($"{ClaimRow.Format.Name} names more than {SheetLimits.MaxSources} publishers and originators");
        order.Add(name);
        return kinds[name] = [];
    }
}

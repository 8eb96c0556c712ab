using System.Collections.Concurrent;

namespace Casualties.Gateway.Reports;

/// <summary>Numbers originators, so that those of many incidents are counted by marking bits. The numbers mean nothing outside of the process.</summary>
internal sealed class OriginatorNumbers
{
    private readonly ConcurrentDictionary<string, int> numbers = new(StringComparer.Ordinal);
    private int last = -1;

    /// <summary>The addend with its originators numbered.</summary>
    public Addend Number(Addend addend) => addend with
    {
        OriginatorNumbers = [.. addend.Originators.Select(name => numbers.GetOrAdd(name, _ => Interlocked.Increment(ref last)))],
        // The names have done their part.
        Originators = [],
    };
}

using Casualties.Storage;

namespace Casualties.Hosting.Records;

/// <summary>Ends responses before they grow too large for common clients, which refuse messages above 4 MiB.</summary>
public static class ByteLimit
{
    /// <summary>How many bytes of records a response holds at most, unless a single record is larger. A list of the log goes beyond it, if it can.</summary>
    public const int MaxResponseBytes = IRevisionLog.MaxReadBytes;

    /// <summary>How many of the first items fit; at least one, if there is any.</summary>
    public static int Fitting<T>(IReadOnlyList<T> items, Func<T, int> bytes)
    {
        long total = 0;
        for (var i = 0; i < items.Count; i++)
        {
            total += bytes(items[i]);
            if (total > MaxResponseBytes && i > 0)
                return i;
        }
        return items.Count;
    }
}

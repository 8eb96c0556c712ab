using Microsoft.Extensions.Caching.Memory;

namespace Casualties.Gateway.Reports;

/// <summary>Ready reports of one audience in memory, never older than the store. No audience can meet what was kept for another.</summary>
/// <param name="limitBytes">How many bytes of reports are kept at most.</param>
internal sealed class ReportCache(long limitBytes) : IDisposable
{
    private readonly MemoryCache bodies = new(new MemoryCacheOptions { SizeLimit = limitBytes, CompactionPercentage = 0.2 });
    private readonly Lock gate = new();
    private long epoch;

    /// <summary>Counts commits. Read it before reading the store, and give it to <see cref="Fill"/>.</summary>
    public long Epoch => Volatile.Read(ref epoch);

    public bool TryGet(string incident, out ReadyReport report) => bodies.TryGetValue(incident, out report!);

    /// <summary>Keeps what was read from the store, unless a commit came between: what was read may be old by now.</summary>
    public void Fill(string incident, ReadyReport report, long readAt)
    {
        lock (gate)
        {
            if (epoch != readAt)
                return;
            using var entry = bodies.CreateEntry(incident);
            entry.Size = report.Body.Length + (2 * incident.Length);
            entry.Value = report;
        }
    }

    /// <summary>Forgets what a commit changed; the next who asks reads it anew.</summary>
    public void Committed(IEnumerable<string> changed)
    {
        lock (gate)
        {
            Volatile.Write(ref epoch, epoch + 1);
            foreach (var incident in changed)
                bodies.Remove(incident);
        }
    }

    /// <summary>Forgets everything: the store was emptied.</summary>
    public void Clear()
    {
        lock (gate)
        {
            Volatile.Write(ref epoch, epoch + 1);
            bodies.Clear();
        }
    }

    public void Dispose() => bodies.Dispose();
}

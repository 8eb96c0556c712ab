using Microsoft.Extensions.Caching.Memory;

namespace Casualties.Gateway.Reports;

/// <summary>Ready reports in memory, never older than the store.</summary>
/// <param name="limitBytes">How many bytes of reports are kept at most.</param>
internal sealed class ReportCache(long limitBytes) : IDisposable
{
    private readonly MemoryCache bodies = new(new MemoryCacheOptions { SizeLimit = limitBytes, CompactionPercentage = 0.2 });
    private readonly Lock gate = new();
    private long epoch;

    /// <summary>Counts commits. Read it before reading the store, and give it to <see cref="Fill"/>.</summary>
    public long Epoch => Volatile.Read(ref epoch);

    public bool TryGet(string incident, out byte[] body) => bodies.TryGetValue(incident, out body!);

    /// <summary>Keeps what was read from the store, unless a commit came between: what was read may be old by now.</summary>
    public void Fill(string incident, byte[] body, long readAt)
    {
        lock (gate)
        {
            if (epoch == readAt)
                Keep(incident, body);
        }
    }

    /// <summary>Takes in what was committed. Only what is kept already is replaced: who reads nothing needs no memory.</summary>
    public void Committed(IReadOnlyList<ChangedReport> changed)
    {
        lock (gate)
        {
            Volatile.Write(ref epoch, epoch + 1);
            foreach (var report in changed)
            {
                if (bodies.TryGetValue(report.Incident, out _))
                    Keep(report.Incident, report.Body);
            }
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

    private void Keep(string incident, byte[] body)
    {
        using var entry = bodies.CreateEntry(incident);
        entry.Size = body.Length + (2 * incident.Length);
        entry.Value = body;
    }
}

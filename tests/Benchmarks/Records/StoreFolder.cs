namespace Benchmarks.Records;

/// <summary>A folder for the stores of one measurement.</summary>
internal sealed class StoreFolder : IDisposable
{
    public StoreFolder(string parent, string measurement)
    {
        Path = System.IO.Path.Combine(parent, $"casualties-benchmark-{measurement}-{Environment.ProcessId}");
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    /// <summary>A path in the folder.</summary>
    public string In(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

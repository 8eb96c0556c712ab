using Casualties.Storage;

namespace Storage.Conformance;

/// <summary>A fresh, empty store on one engine: what the suite needs of an engine besides <see cref="IRevisionLog"/>.</summary>
public interface ILogStore : IAsyncDisposable
{
    /// <summary>Opens the store, or opens it again after its log was disposed. Its collections are <see cref="Kinds"/>.</summary>
    Task<IRevisionLog> OpenAsync(TimeProvider? time = null);

    /// <summary>Changes rows behind the log's back. The SQL must mean the same on every engine.</summary>
    Task TamperAsync(string sql);

    /// <summary>Lets the engine fail in the middle of a batch: at the row of this record.</summary>
    Task FailAtRowAsync(string record);

    /// <summary>Lets the engine fail at the end of a batch: at the commit, if the batch made this record.</summary>
    Task FailAtCommitAsync(string record);

    /// <summary>Begins to read from the store and goes on until disposed, so that what it sees must stay.</summary>
    Task<IAsyncDisposable> HoldAsync();

    /// <summary>Whether the bytes are found anywhere in what the store keeps on disk, as it lies there.</summary>
    Task<bool> HoldsBytesAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>Ends the failures.</summary>
    Task MendAsync();
}

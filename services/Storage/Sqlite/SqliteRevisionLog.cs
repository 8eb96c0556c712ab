using Microsoft.Data.Sqlite;

namespace Casualties.Storage.Sqlite;

/// <summary>The revision log on SQLite: one writing thread with group commit, a few reading connections, one file.</summary>
public sealed class SqliteRevisionLog : IRevisionLog
{
    private readonly FileStream fileLock;
    private readonly RecordKinds kinds;
    private readonly NewestRevision newest = new();
    private readonly ReaderPool<ReaderSession> readers;
    private readonly SqliteWriter writer;
    private int disposed;

    private SqliteRevisionLog(SqliteLogOptions options, FileStream fileLock)
    {
        this.fileLock = fileLock;
        kinds = new RecordKinds(options.Kinds);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Readers, 1);
        SqliteMigrations.Run(options.Path, options.Migrations.Prepend(typeof(SqliteRevisionLog).Assembly));
        PageTokens = new PageTokens(PageTokenKey.Load(options.Path, options.Entropy), options.Entropy);
        readers = new ReaderPool<ReaderSession>(() => new ReaderSession(SqliteConnections.OpenReader(options.Path), kinds), options.Readers);
        Func<WriterSession> open = () => WriterSession.Open(options.Path, kinds, options.TimeProvider, options.Entropy);
        writer = new SqliteWriter(OpenWhole(open), open, newest, options.TimeProvider, $"writer of {Path.GetFileName(options.Path)}");
    }

    /// <inheritdoc/>
    public long Newest => newest.Number;

    /// <inheritdoc/>
    public PageTokens PageTokens { get; }

    /// <summary>Opens a log, making or migrating its database as needed.</summary>
    /// <exception cref="StoreInUse">Another process has the database open for writing.</exception>
    /// <exception cref="StoreFailed">The database cannot be opened, or a migration failed.</exception>
    public static Task<SqliteRevisionLog> OpenAsync(SqliteLogOptions options, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Task.Run(() => Open(options), cancel);
    }

    /// <inheritdoc/>
    public Task<ChangeOutcome> WriteAsync(Change change, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(change.Actor);
        ArgumentNullException.ThrowIfNull(change.Reason);
        if (change.RequestHash.Length != HashChain.HashBytes)
            throw new ArgumentException($"A request hash has {HashChain.HashBytes} bytes.", nameof(change));
        return writer.WriteAsync(change, cancel);
    }

    /// <inheritdoc/>
    public Task<Recorded?> FindAsync(string record, long asOf, CancellationToken cancel)
    {
        RequireReached(asOf);
        return readers.ReadAsync(static (reader, asked) => reader.Find(asked.record, asked.asOf), (record, asOf), cancel);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Recorded?>> FindManyAsync(IReadOnlyList<string> records, long asOf, CancellationToken cancel)
    {
        RequireReached(asOf);
        return readers.ReadAsync(static (reader, asked) => reader.FindMany(asked.records, asked.asOf), (records, asOf), cancel);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Recorded>> ListAsync(Listing listing, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(listing);
        ArgumentOutOfRangeException.ThrowIfLessThan(listing.Limit, 1);
        kinds.Require(listing.Kind);
        RequireReached(listing.AsOf);
        return readers.ReadAsync(static (reader, asked) => reader.List(asked), listing, cancel);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Revision>> RevisionsOfAsync(string record, long after, int limit, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return readers.ReadAsync(
            static (reader, asked) => reader.RevisionsOf(asked.record, asked.after, asked.Newest, asked.limit), (record, after, Newest, limit), cancel);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Revision>> RevisionsAfterAsync(long after, int limit, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return readers.ReadAsync(static (reader, asked) => reader.RevisionsAfter(asked.after, asked.Newest, asked.limit), (after, Newest, limit), cancel);
    }

    /// <inheritdoc/>
    public Task WaitForAsync(long revision, CancellationToken cancel) => newest.ReachAsync(revision, cancel);

    /// <inheritdoc/>
    public Task<long> RevisionAtAsync(DateTimeOffset time, CancellationToken cancel) => readers.ReadAsync(
        static (reader, asked) => reader.RevisionAt(asked.microseconds, asked.Newest), (microseconds: RecordTime.ToMicroseconds(time), Newest), cancel);

    /// <inheritdoc/>
    public Task<Verification> VerifyAsync(IProgress<long>? progress, CancellationToken cancel) =>
        new SqliteVerification(readers, Newest, progress).RunAsync(cancel);

    /// <summary>Carries out the changes that are queued, moves the write-ahead log into the database, and lets go of the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
            return;
        try
        {
            var drained = writer.DrainAsync();
            await readers.DisposeAsync();
            await drained;
        }
        finally
        {
            newest.Close();
            await fileLock.DisposeAsync();
        }
    }

    private static SqliteRevisionLog Open(SqliteLogOptions options)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(options.Path)) is { } folder)
            PrivateFolder.Create(folder);
        var taken = FileLock.Take(options.Path);
        try
        {
            return new SqliteRevisionLog(options, taken);
        }
        catch (SqliteException e)
        {
            taken.Dispose();
            throw new StoreFailed($"{options.Path} cannot be opened.", e);
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    // Whoever asked for an expunge may never learn that a crash cut it short. Later failures are answered, and are theirs to repeat.
    private static WriterSession OpenWhole(Func<WriterSession> open)
    {
        var session = open();
        try
        {
            if (session.HasUnfinishedErasure())
                session.Erase();
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    // What is ahead of the newest revision could still change, so it cannot be read "as of".
    private void RequireReached(long revision)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(revision);
        var reached = Newest;
        if (revision > reached)
            throw new RevisionAhead(revision, reached);
    }
}

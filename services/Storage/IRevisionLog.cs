namespace Casualties.Storage;

/// <summary>
/// The revision log of one service: every accepted change, in the order in which it was committed, never changed afterwards
/// but by <see cref="IWriteScope.AppendExpunging"/>.
/// It is the history, the audit trail, the change feed and the store of what holds now. One implementation an engine; all of them pass
/// the suite in <c>tests/Storage.Conformance</c>.
/// </summary>
/// <remarks>
/// Revision numbers are 1, 2, 3 … without gaps. "As of revision r" means: as it was right after r was committed; 0 is the empty log.
/// Lists end early where records are large: with the one by which their payloads pass <see cref="MaxReadBytes"/>, but never with the first.
/// All members may be called concurrently. Refusals are <see cref="Refusal"/>s; a failing engine is a <see cref="StoreFailed"/>.
/// </remarks>
public interface IRevisionLog : IAsyncDisposable
{
    /// <summary>How many bytes of payloads a list may hold before it ends, so that no number of large records fills the memory.</summary>
    const int MaxReadBytes = 2 * 1024 * 1024;

    /// <summary>The newest durable revision; 0 if there is none.</summary>
    long Newest { get; }

    /// <summary>
    /// Runs one change and makes it durable. Changes run one after another; what <see cref="Change.Decide"/> sees is everything before it.
    /// A request id that was seen before does not run again: with the same request hash the stored response is answered, with another one
    /// <see cref="RequestIdReused"/> is thrown, and <see cref="Expunged"/> if the answer was removed. If <see cref="Change.Decide"/> throws, nothing of it is stored and the exception reaches the caller.
    /// Once the change is queued it is carried out even if <paramref name="cancel"/> fires; the caller then merely stops waiting.
    /// </summary>
    Task<ChangeOutcome> WriteAsync(Change change, CancellationToken cancel);

    /// <summary>The record as of a revision, or null if it did not exist then.</summary>
    Task<Recorded?> FindAsync(string record, long asOf, CancellationToken cancel);

    /// <summary>The records as of one revision, in the order of the names; null where one did not exist then.</summary>
    Task<IReadOnlyList<Recorded?>> FindManyAsync(IReadOnlyList<string> records, long asOf, CancellationToken cancel);

    /// <summary>Records of a collection as of a revision, in the order in which they were first recorded, or against it.</summary>
    Task<IReadOnlyList<Recorded>> ListAsync(Listing listing, CancellationToken cancel);

    /// <summary>Revisions of one record with numbers above <paramref name="after"/>, oldest first, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<Revision>> RevisionsOfAsync(string record, long after, int limit, CancellationToken cancel);

    /// <summary>Revisions of the whole log with numbers above <paramref name="after"/>, in order and without gaps, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<Revision>> RevisionsAfterAsync(long after, int limit, CancellationToken cancel);

    /// <summary>Completes once <see cref="Newest"/> is at or above <paramref name="revision"/>.</summary>
    Task WaitForAsync(long revision, CancellationToken cancel);

    /// <summary>The newest revision recorded at or before a time; 0 if there is none.</summary>
    Task<long> RevisionAtAsync(DateTimeOffset time, CancellationToken cancel);

    /// <summary>
    /// Walks the whole log and checks that numbers have no gaps, that each revision's hash follows from the one before and from its
    /// content (or, where content was expunged, what is left of it from the revision that did so), and that records and index rows are what
    /// the revisions say. Stops at the first fault.
    /// </summary>
    /// <param name="progress">Told the number of the revision last checked, now and then. May be null.</param>
    /// <param name="cancel">Ends the walk.</param>
    Task<Verification> VerifyAsync(IProgress<long>? progress, CancellationToken cancel);

    /// <summary>Seals and reads the page tokens of this log; replicas of a service share the key through the store.</summary>
    PageTokens PageTokens { get; }
}

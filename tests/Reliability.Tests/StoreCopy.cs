using Casualties.Counts.V1;
using Casualties.Gateway;
using Casualties.Storage;
using Casualties.Storage.Sqlite;
using Google.Protobuf;

namespace Reliability.Tests;

/// <summary>
/// What is in the store of a service whose process is dead. A copy is read, so that the process that is started next finds the files as
/// the dead one left them.
/// </summary>
internal static class StoreCopy
{
    private const int RevisionsPerRead = 5_000;

    /// <summary>Every claim ever recorded, in the order of the log, once its chain was found intact.</summary>
    public static async Task<List<Claim>> ReadClaimsAsync(string data) =>
        (await ReadAsync(data, SuiteService.Counts)).ConvertAll(revision => Claim.Parser.ParseFrom(revision.Payload.Span));

    /// <summary>Every revision of a service, once its chain was found intact.</summary>
    public static async Task<List<Revision>> ReadAsync(string data, SuiteService service)
    {
        var folder = Directory.CreateTempSubdirectory("casualties-copy-").FullName;
        try
        {
            var copy = Path.Combine(folder, StoreFiles.Of(service));
            foreach (var ending in (string[])["", "-wal"])
            {
                if (File.Exists($"{Path.Combine(data, StoreFiles.Of(service))}{ending}"))
                    File.Copy($"{Path.Combine(data, StoreFiles.Of(service))}{ending}", $"{copy}{ending}");
            }
            return await ReadVerifiedAsync(copy, service);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<List<Revision>> ReadVerifiedAsync(string path, SuiteService service)
    {
        using var entropy = System.Security.Cryptography.RandomNumberGenerator.Create();
        var options = new SqliteLogOptions { Path = path, Kinds = StoreFiles.KindsOf(service), Migrations = [StoreFiles.MigrationsOf(service)], Entropy = entropy };
        await using var log = await SqliteRevisionLog.OpenAsync(options, CancellationToken.None);
        var verified = await log.VerifyAsync(null, CancellationToken.None);
        Assert.Null(verified.Fault);
        Assert.Equal(log.Newest, verified.Revisions);
        var revisions = new List<Revision>();
        while (revisions.Count < log.Newest)
            revisions.AddRange(await log.RevisionsAfterAsync(revisions.Count, RevisionsPerRead, CancellationToken.None));
        return revisions;
    }
}

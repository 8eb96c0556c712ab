using System.Text;
using Casualties.Counts.V1;
using Casualties.Gateway;
using Casualties.Hosting;
using Casualties.Reports.V1;
using Casualties.Storage.Sqlite;
using Casualties.Type.V1;
using Google.Protobuf;
using Grpc.Core;
using static Casualties.Tests.Shared.Some;

namespace Access.Tests;

/// <summary>What is removed for safety is gone, and nothing else is.</summary>
public sealed class ExpungeTests : SuiteTest
{
    private const string Marker = "marker-q7xz-of-a-name-that-must-go";

    [Fact]
    public async Task S14_Expunged_bytes_are_in_no_file_the_chain_verifies_and_reports_are_as_before()
    {
        var suite = await StartAsync();
        var source = await suite.CreateAsync(Source("An agency"));
        var incident = await suite.CreateAsync(Incident());
        var batch = await suite.Claims.BatchRecordClaimsAsync(new BatchRecordClaimsRequest
        {
            Entries = { Enumerable.Range(0, 20).Select(i => new ClaimEntry { Claim = Claim(incident.Name, source.Name, source.Name, Exactly(4 + i)).With(claim => claim.Note = i == 7 ? $"Told by {Marker}" : $"Note {i}") }) },
            RequestId = NewRequestId(),
        });
        var claim = batch.Claims[7];
        claim = await suite.Claims.RestrictClaimAsync(new() { Name = claim.Name, Etag = claim.Etag, Visibility = Audience.Partner, Reason = $"{Marker} asked for it.", RequestId = NewRequestId() });
        claim = (Claim)await suite.FlagAsync(claim.Name, Reviewing.Flag().With(flag => flag.Rationale = $"{Marker} never said that."));
        await suite.ReportAsync(incident.Name, new SuiteRevisions { Counts = claim.Revision });
        var before = await WithoutProvenanceAsync(suite, incident.Name);
        Assert.NotEmpty(FilesWith(suite.DataDirectory));

        var first = await ExpungeAsync(suite, "first", claim, NewRequestId());
        var requestId = NewRequestId();
        var gone = await ExpungeAsync(suite, "second", first, requestId);
        await suite.ReportAsync(incident.Name, new SuiteRevisions { Counts = gone.Revision });
        await ErasedAsync(suite);

        Assert.Equal("", gone.Note);
        var tombstone = Assert.Single(gone.Expunged);
        Assert.Equal(["note", "flags.rationale"], tombstone.Content.Paths);
        Assert.Equal(("", FlagState.Open), (gone.Flags[0].Rationale, gone.Flags[0].State));
        Assert.True(tombstone.Content.Reasons);
        Assert.Equal(["first", "second"], tombstone.Approvers);
        Assert.Empty(FilesWith(suite.DataDirectory));
        Assert.Equal(before, await WithoutProvenanceAsync(suite, incident.Name));
        var revisions = await suite.Claims.ListClaimRevisionsAsync(new() { Name = claim.Name });
        Assert.All(revisions.Revisions, revision => Assert.DoesNotContain(Marker, revision.ToString(), StringComparison.Ordinal));
        // What answered before is answered no more, and the second's call, sent again, has its one effect.
        Assert.Equal(gone, await ExpungeAsync(suite, "second", first, requestId));
        await suite.StopAsync();
        Assert.Empty(FilesWith(suite.DataDirectory));
        foreach (var service in SuiteServiceNames.All)
            Assert.Null((await VerifyAsync(suite, service)).Fault);
    }

    private static async Task<Claim> ExpungeAsync(RunningSuite suite, string subject, Claim claim, string requestId) =>
        await new ClaimService.ClaimServiceClient(suite.As(new Caller(subject, RoleSet.Of(Role.Reader, Role.Steward), Audience.Restricted))).ExpungeClaimAsync(
            new ExpungeClaimRequest { Name = claim.Name, Etag = claim.Etag, Paths = { "note", "flags.rationale" }, Reasons = true, Reason = "It endangers someone.", RequestId = requestId });

    // The gateway erases as soon as it has followed, and not before it answers.
    private static async Task ErasedAsync(RunningSuite suite)
    {
        while (FilesWith(suite.DataDirectory).Any(file => file.StartsWith(StoreFiles.ReadModel, StringComparison.Ordinal)))
            await Task.Delay(TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken);
    }

    private static List<string> FilesWith(string folder) =>
    [
        .. from file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
           // Locks are empty, and nobody else can open them.
           where new FileInfo(file).Length > 0 && Read(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Marker)) >= 0
           select Path.GetFileName(file),
    ];

    // Open for writing by the suite, which may cut a journal short while it is read: what it held then is not there any more.
    private static byte[] Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        return bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }

    private static async Task<ByteString> WithoutProvenanceAsync(RunningSuite suite, string incident)
    {
        var report = await suite.ReportAsync(incident);
        (report.Provenance, report.Freshness) = (null, null);
        foreach (var part in report.Claims)
            part.Revision = 0;
        return report.ToByteString();
    }

    private static async Task<Casualties.Storage.Verification> VerifyAsync(RunningSuite suite, SuiteService service)
    {
        using var entropy = System.Security.Cryptography.RandomNumberGenerator.Create();
        await using var log = await SqliteRevisionLog.OpenAsync(
            new SqliteLogOptions
            {
                Path = suite.PathOf(StoreFiles.Of(service)), Kinds = StoreFiles.KindsOf(service), Migrations = [StoreFiles.MigrationsOf(service)], Entropy = entropy,
            },
            CancellationToken.None);
        return await log.VerifyAsync(null, CancellationToken.None);
    }
}

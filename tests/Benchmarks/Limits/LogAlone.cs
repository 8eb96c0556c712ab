using System.Security.Cryptography;
using Casualties.Counts;
using Casualties.Counts.V1;
using Casualties.Storage;
using Casualties.Storage.Sqlite;
using Google.Protobuf;

namespace Benchmarks.Limits;

/// <summary>
/// The revision log of the counts service without the service: what history, hashes and request ids cost. What RecordClaim costs beyond it is
/// gRPC, checks and the proxy.
/// </summary>
internal sealed class LogAlone : IAsyncDisposable
{
    private readonly SqliteRevisionLog log;
    private readonly RandomNumberGenerator entropy;
    private readonly (byte[] Payload, IReadOnlyList<string?> Index)[] claims;
    private readonly byte[] requestHash = new byte[HashChain.HashBytes];
    private long number;

    private LogAlone(SqliteRevisionLog log, RandomNumberGenerator entropy, IEnumerable<ClaimEntry> claims)
    {
        this.log = log;
        this.entropy = entropy;
        this.claims = [.. claims.Select(entry => (entry.Claim.ToByteArray(), ClaimRecordType.Records.Index(entry.Claim)))];
    }

    public static async Task<LogAlone> OpenAsync(string path, IEnumerable<ClaimEntry> claims, CancellationToken cancel)
    {
        var random = RandomNumberGenerator.Create();
        var options = new SqliteLogOptions
        {
            Path = path,
            Kinds = [ClaimRecordType.Records.Kind],
            Migrations = [typeof(CountsApp).Assembly],
            Entropy = random,
        };
        return new LogAlone(await SqliteRevisionLog.OpenAsync(options, cancel), random, claims);
    }

    /// <summary>Completes once the next claim is durable.</summary>
    public Task AppendAsync()
    {
        var next = Interlocked.Increment(ref number);
        var (payload, index) = claims[next % claims.Length];
        // A request hash is only compared when a request id comes twice, and none does.
        return log.WriteAsync(new Change(RequestId(next), requestHash, "benchmark", "", scope => Append(scope, next, payload, index)), CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await log.DisposeAsync();
        entropy.Dispose();
    }

    // The response of RecordClaim is the claim.
    private static byte[] Append(IWriteScope scope, long number, byte[] payload, IReadOnlyList<string?> index)
    {
        scope.Append(ClaimRecordType.Records.Kind, $"claims/{number}", payload, index);
        return payload;
    }

    private static Guid RequestId(long number) => new(0, 0, 0x4000, [0x80, 0, .. BitConverter.GetBytes(number).AsSpan(0, 6)]);
}

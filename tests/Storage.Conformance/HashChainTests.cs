using System.Security.Cryptography;
using System.Text;
using Casualties.Storage;
using CsCheck;

namespace Storage.Conformance;

/// <summary>The hash is the one that docs/revision-log.md lays out: here it is put together again by another hand.</summary>
public sealed class HashChainTests
{
    [Fact]
    public void The_bytes_are_those_of_the_document() => Gen.Select(Gen.String, Gen.String, Gen.Byte.Array[0, 50], Gen.Long, Gen.Guid).Sample((record, reason, payload, number, request) =>
    {
        var (previous, salt) = (SHA256.HashData([1]), payload.Concat(new byte[16]).Take(16).ToArray());
        var payloadHash = SHA256.HashData([.. salt, .. payload]);
        byte[] bytes =
        [
            .. previous, .. BigEndian(number, 8), .. BigEndian(1_628_000_000_000_000, 8),
            .. Prefixed(record), .. Prefixed("users/7"), .. Prefixed(reason),
            .. Convert.FromHexString(request.ToString("N")), .. payloadHash,
        ];

        Assert.Equal(payloadHash, HashChain.PayloadHash(salt, payload));
        Assert.Equal(SHA256.HashData(bytes), HashChain.RevisionHash(previous, number, 1_628_000_000_000_000, record, "users/7", reason, request, payloadHash));
    });

    [Fact]
    public void The_example_of_the_document_holds()
    {
        var payloadHash = HashChain.PayloadHash(Convert.FromHexString("000102030405060708090a0b0c0d0e0f"), "hello"u8);
        var hash = HashChain.RevisionHash(
            HashChain.Origin.Span, 1, 1_628_000_000_000_000, "incidents/kabul-2021-08-03", "users/7", "", Guid.Parse("6f0b3b0e-58a5-4d1c-9d53-0a3f7c1e2b4d"), payloadHash);

        Assert.Equal("7c9f5b9e4cc36c703715bb6eedcbb8bd80840fd48d135a07af861d1a027be360", Convert.ToHexStringLower(payloadHash));
        Assert.Equal("f855068c55e768afeada23fcffd268efa62ba5c0dcb53716f3e05cd7056d6679", Convert.ToHexStringLower(hash));
    }

    private static IEnumerable<byte> BigEndian(long value, int bytes) => Enumerable.Range(1, bytes).Select(i => (byte)(value >> (8 * (bytes - i))));

    private static IEnumerable<byte> Prefixed(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return BigEndian(bytes.Length, 4).Concat(bytes);
    }
}

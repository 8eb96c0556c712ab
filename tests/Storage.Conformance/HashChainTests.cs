using System.Security.Cryptography;
using System.Text;
using Casualties.Storage;
using CsCheck;

namespace Storage.Conformance;

/// <summary>The hash is the one that docs/revision-log.md lays out: here it is put together again by another hand.</summary>
public sealed class HashChainTests
{
    [Fact]
    public void The_bytes_are_those_of_the_document() => Gen.Select(Gen.String, Gen.String, Gen.Byte.Array[0, 50], Gen.Byte.Array[0, 50], Gen.Long, Gen.Guid).Sample((record, reason, manifest, payload, number, request) =>
    {
        var (previous, salt) = (SHA256.HashData([1]), payload.Concat(new byte[16]).Take(16).ToArray());
        var payloadHash = SHA256.HashData([.. salt, .. Prefixed(reason), .. BigEndian(manifest.Length, 4), .. manifest, .. payload]);
        byte[] bytes =
        [
            .. previous, .. BigEndian(number, 8), .. BigEndian(1_628_000_000_000_000, 8),
            .. Prefixed(record), .. Prefixed("users/7"),
            .. Convert.FromHexString(request.ToString("N")), .. payloadHash,
        ];

        Assert.Equal(payloadHash, HashChain.PayloadHash(salt, reason, manifest, payload));
        Assert.Equal(SHA256.HashData(bytes), HashChain.RevisionHash(previous, number, 1_628_000_000_000_000, record, "users/7", request, payloadHash));
    });

    [Fact]
    public void The_example_of_the_document_holds()
    {
        var payloadHash = HashChain.PayloadHash(Convert.FromHexString("000102030405060708090a0b0c0d0e0f"), "because", [], "hello"u8);
        var hash = HashChain.RevisionHash(
            HashChain.Origin.Span, 1, 1_628_000_000_000_000, "incidents/kabul-2021-08-03", "users/7", Guid.Parse("6f0b3b0e-58a5-4d1c-9d53-0a3f7c1e2b4d"), payloadHash);

        Assert.Equal("dfcf2df8bbb9be941d1570d2a3b17204dfbf0c4d0e6c94f8f36e0f70b9ab7fd2", Convert.ToHexStringLower(payloadHash));
        Assert.Equal("23096ca013f2cc63df21d8fbda713057daa8d44986bd86a9053f3eeb705120e4", Convert.ToHexStringLower(hash));
    }

    [Fact]
    public void A_manifest_finds_what_it_lists_and_nothing_else() => Gen.Select(Gen.Long[1, 40].HashSet[0, 20], Gen.Long[0, 41]).Sample((numbers, asked) =>
    {
        long[] listed = [.. numbers.Order()];
        var manifest = new byte[listed.Length * 40];
        for (var i = 0; i < listed.Length; i++)
            ExpungeManifest.Write(manifest.AsSpan(i * 40), listed[i], SHA256.HashData([(byte)listed[i]]));

        Assert.Equal(listed.SelectMany(number => BigEndian(number, 8).Concat(SHA256.HashData([(byte)number]))), manifest);
        Assert.Equal(numbers.Contains(asked) ? SHA256.HashData([(byte)asked]) : [], ExpungeManifest.Find(manifest, asked).ToArray());
    });

    private static IEnumerable<byte> BigEndian(long value, int bytes) => Enumerable.Range(1, bytes).Select(i => (byte)(value >> (8 * (bytes - i))));

    private static IEnumerable<byte> Prefixed(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return BigEndian(bytes.Length, 4).Concat(bytes);
    }
}

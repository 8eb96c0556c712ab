using System.Security.Cryptography;
using Casualties.Gateway.Reports.Exporting;
using CsCheck;

namespace Export.Tests;

/// <summary>The bytes of a file on their way.</summary>
public sealed class ExportBytesTests
{
    [Fact]
    public void Parts_are_what_was_written_none_above_64_kB_and_the_hash_is_theirs() =>
        Gen.Select(Gen.Byte.Array[0, 5_000].Array[0, 60], Gen.Int[1, 40]).Sample((writes, size) =>
        {
            using var bytes = new ExportBytes();
            var parts = new List<byte[]>();
            foreach (var write in writes)
            {
                // As large as a row can be, too.
                for (var i = 0; i < size; i++)
                    bytes.Write(write);
                while (bytes.TryTakePart(out var part))
                    parts.Add(part.ToByteArray());
            }
            Assert.All(parts, part => Assert.Equal(ExportBytes.MaxPartBytes, part.Length));
            parts.Add(bytes.TakeRest().ToByteArray());
            Assert.True(parts[^1].Length < ExportBytes.MaxPartBytes);

            var whole = parts.SelectMany(part => part).ToArray();
            Assert.Equal(writes.SelectMany(write => Enumerable.Repeat(write, size).SelectMany(one => one)), whole);
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(whole)), bytes.Sha256);
        },
        iter: 60);
}

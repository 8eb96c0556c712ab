using System.Buffers.Text;
using System.Security.Cryptography;
using Casualties.Storage;
using CsCheck;

namespace Storage.Conformance;

/// <summary>Page tokens work for their listing, and only unaltered.</summary>
public sealed class PageTokenTests : IDisposable
{
    private readonly RandomNumberGenerator entropy = RandomNumberGenerator.Create();
    private readonly PageTokens tokens;

    public PageTokenTests() => tokens = new PageTokens([.. Enumerable.Range(0, 32).Select(i => (byte)i)], entropy);

    public void Dispose() => entropy.Dispose();

    [Fact]
    public void What_was_issued_is_read() => Gen.Select(Gen.String, Gen.Long, Gen.Long).Sample((listing, key, revision) =>
        tokens.Read(listing, tokens.Issue(listing, new PageToken(key, revision))) == new PageToken(key, revision));

    [Fact]
    public void An_altered_character_anywhere_is_refused()
    {
        var token = tokens.Issue("things", new PageToken(17, 4));
        for (var i = 0; i < token.Length; i++)
        {
            // Every other character, not just one: the last one holds bits that decoding ignores.
            foreach (var other in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ é".Where(other => other != token[i]))
                Assert.Throws<PageTokenMismatch>(() => tokens.Read("things", $"{token[..i]}{other}{token[(i + 1)..]}"));
        }
    }

    [Fact]
    public void Any_other_text_is_refused() => Gen.String.Sample(text => Assert.Throws<PageTokenMismatch>(() => tokens.Read("things", text)));

    [Fact]
    public void A_token_with_more_or_less_is_refused()
    {
        var token = tokens.Issue("things", new PageToken(17, 4));
        foreach (var text in new[] { "", token[1..], token[..^1], $"{token}A", $"{token}==", $" {token}", $"{token}\n" })
            Assert.Throws<PageTokenMismatch>(() => tokens.Read("things", text));
    }

    [Fact]
    public void A_token_tells_nothing()
    {
        // Whatever differed between the two, no byte of the tokens could tell: each takes on most values in both.
        foreach (var token in new[] { new PageToken(0, 0), new PageToken(long.MaxValue, 7) })
        {
            var issued = Enumerable.Range(0, 2_000).Select(_ => Base64Url.DecodeFromChars(tokens.Issue("things", token))).ToList();
            Assert.All(issued, bytes => Assert.Equal(issued[0].Length, bytes.Length));
            Assert.All(Enumerable.Range(1, issued[0].Length - 1), i => Assert.InRange(issued.Select(bytes => bytes[i]).Distinct().Count(), 200, 256));
            Assert.Single(issued.Select(bytes => bytes[0]).Distinct());
        }
    }

    [Fact]
    public void A_token_of_another_listing_is_refused() => Gen.Select(Gen.String, Gen.String).Where((one, other) => one != other).Sample((one, other) =>
        Assert.Throws<PageTokenMismatch>(() => tokens.Read(other, tokens.Issue(one, new PageToken(1, 1)))));

    [Fact]
    public void A_token_of_another_log_is_refused() =>
        Assert.Throws<PageTokenMismatch>(() => tokens.Read("things", new PageTokens(new byte[32], entropy).Issue("things", new PageToken(1, 1))));
}

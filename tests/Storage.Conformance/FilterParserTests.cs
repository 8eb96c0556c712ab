using Casualties.Storage;
using CsCheck;

namespace Storage.Conformance;

/// <summary>Filters are read the same way whatever the engine.</summary>
public sealed class FilterParserTests
{
    [Fact]
    public void What_is_written_is_what_is_read() => Gen.Select(FilterGenerator.Of(Kinds.Things), Gen.Bool).Sample((filter, terse) =>
    {
        var text = FilterGenerator.Text(filter, terse);
        Assert.True(text.Length > Filter.MaxCharacters || filter.Equals(Filter.Parse(text, Kinds.Things)), text);
    });

    [Fact]
    public void Any_text_is_read_or_refused_at_a_place_within_it()
    {
        var tokens = Gen.OneOf(
            "colour", "made", "size", "AND", "OR", "NOT", "-", "(", ")", "=", "!=", "<", "<=", ">", ">=", ":", "*", "\"", "'", "\\", " ", "\t", "a", "AFG", "\"x\"", "'y'", "\0", "é");
        var texts = Gen.OneOf(Gen.String, tokens.Array[0, 40].Select(string.Concat), tokens.Array[0, 40].Select(parts => string.Join(' ', parts)));
        texts.Sample(text =>
        {
            try
            {
                Filter.Parse(text, Kinds.Things);
            }
            catch (InvalidFilter refusal)
            {
                Assert.InRange(refusal.Position, 0, text.Length);
            }
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t\r\n")]
    public void A_blank_text_lists_all(string text) => Assert.Null(Filter.Parse(text, Kinds.Things));

    [Theory]
    [InlineData("made = 1 AND colour = b OR colour = c", "made=1 AND (colour=b OR colour=c)")]
    [InlineData("colour = b OR colour = c AND made = 1", "(colour=b OR colour=c) AND made=1")]
    [InlineData("NOT colour = b AND made = 1", "(NOT colour=b) AND made=1")]
    [InlineData("-colour=b OR made=1", "(NOT colour=b) OR made=1")]
    [InlineData("made=1 AND made=2 AND made=3", "(made=1 AND made=2) AND made=3")]
    [InlineData("colour=\"a\"AND(made=\"b\")", "colour=a AND made=b")]
    [InlineData("((((colour = a))))", "colour=a")]
    [InlineData("made >= 2021-08-03T10:00:00+04:30", "made >= \"2021-08-03T10:00:00+04:30\"")]
    public void Words_bind_as_in_AIP_160(string text, string same) => Assert.Equal(Filter.Parse(same, Kinds.Things), Filter.Parse(text, Kinds.Things));

    [Theory]
    [InlineData("size = 1", 0, "fields colour, made")]
    [InlineData("Colour = a", 0, "fields colour, made")]
    [InlineData("colour", 6, "= != < <= > >= :")]
    [InlineData("colour ~ a", 7, "= != < <= > >= :")]
    [InlineData("colour =", 8, "a value")]
    [InlineData("colour = AND made = 1", 9, "a value")]
    [InlineData("colour = *", 9, "a value")]
    [InlineData("colour == a", 8, "a value")]
    [InlineData("colour = a made = b", 11, "AND, OR or the end")]
    [InlineData("colour = a AND", 14, "one of the fields")]
    [InlineData("colour = a and made = b", 11, "AND, OR or the end")]
    [InlineData("colour = a)", 10, "the end")]
    [InlineData("(colour = a", 11, "AND, OR or )")]
    [InlineData("NOT NOT colour = a", 4, "one of the fields")]
    [InlineData("colour = \"a", 9, "has no end")]
    [InlineData("colour = 'a\\n'", 12, "after the backslash")]
    public void A_refusal_says_where_and_what_was_expected(string text, int position, string expected)
    {
        var refusal = Assert.Throws<InvalidFilter>(() => Filter.Parse(text, Kinds.Things));
        Assert.Equal(position, refusal.Position);
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_does_not_repeat_what_was_written()
    {
        var refusal = Assert.Throws<InvalidFilter>(() => Filter.Parse("secretname = 1", Kinds.Things));
        Assert.DoesNotContain("secretname", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_limit_holds_exactly()
    {
        Assert.NotNull(Filter.Parse(Long(Filter.MaxCharacters), Kinds.Things));
        Assert.Contains("2048 characters", Refused(Long(Filter.MaxCharacters + 1)), StringComparison.Ordinal);
        Assert.NotNull(Filter.Parse(Terms(Filter.MaxTerms), Kinds.Things));
        Assert.Contains("64 comparisons", Refused(Terms(Filter.MaxTerms + 1)), StringComparison.Ordinal);
        Assert.NotNull(Filter.Parse(Deep(Filter.MaxDepth), Kinds.Things));
        Assert.Contains("deeper than 16", Refused(Deep(Filter.MaxDepth + 1)), StringComparison.Ordinal);

        static string Long(int length) => "made=".PadRight(length, '1');
        static string Terms(int count) => string.Join(" OR ", Enumerable.Repeat("made=1", count));
        static string Deep(int depth) => $"{new string('(', depth)}made=1{new string(')', depth)}";
        static string Refused(string text) => Assert.Throws<InvalidFilter>(() => Filter.Parse(text, Kinds.Things)).Message;
    }
}

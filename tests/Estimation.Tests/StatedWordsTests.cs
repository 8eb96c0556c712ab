using System.Collections.Immutable;
using static Casualties.Estimation.Tests.Say;

namespace Casualties.Estimation.Tests;

/// <summary>What words say of a number, and how they stand beside numbers.</summary>
public sealed class StatedWordsTests
{
    [Theory]
    [InlineData("dozens of people", QuantityWord.Dozens)]
    [InlineData("several hundred", QuantityWord.Hundreds)]
    [InlineData("a few dozen", QuantityWord.Dozens)]
    [InlineData("Thousands", QuantityWord.Thousands)]
    [InlineData("a couple of people", QuantityWord.Few)]
    [InlineData("casualties in Germany after the curfew", QuantityWord.Some)]
    [InlineData("", QuantityWord.Some)]
    [InlineData("half a dozen", QuantityWord.Some)]
    [InlineData("fifteen hundred", QuantityWord.Some)]
    [InlineData("twenty thousand", QuantityWord.Some)]
    [InlineData("hundreds of thousands", QuantityWord.Some)]
    [InlineData("tens of thousands", QuantityWord.Some)]
    public void Words_stand_for_a_usual_range(string words, QuantityWord meaning) => Assert.Equal((EvidenceForm.Words, meaning), (Read(words).Form, Read(words).Word));

    [Theory]
    [InlineData("a dozen", EvidenceForm.About, 12)]
    [InlineData("more than a hundred", EvidenceForm.AtLeast, 101)]
    [InlineData("up to a hundred", EvidenceForm.AtMost, 100)]
    [InlineData("fewer than a dozen", EvidenceForm.AtMost, 12)]
    [InlineData("at least two hundred people", EvidenceForm.AtLeast, 200)]
    [InlineData("Ten thousand", EvidenceForm.About, 10_000)]
    public void Some_words_are_numbers(string words, EvidenceForm form, long number) => Assert.Equal((form, number), (Read(words).Form, Read(words).Low));

    [Theory]
    [InlineData("denied any involvement in killings")]
    [InlineData("no indication of civilian casualties")]
    [InlineData("dozens wounded")]
    public void Other_words_say_nothing_of_a_number(string words) => Assert.Empty(Evidence(By("a", 1, Words(Harm.Killed, words))));

    [Fact]
    public void A_number_in_words_replaces_no_number() =>
        Assert.Equal(104, Assert.Single(Evidence(By("a", 1, Killed(CountForm.Exact, 104)), By("a", 2, Words(Harm.Killed, "more than a hundred")))).Low);

    [Fact]
    public void Last_words_are_what_a_source_says() =>
        Assert.Equal(QuantityWord.Dozens, Assert.Single(Evidence(By("a", 1, Words(Harm.Killed, "more than a hundred")), By("a", 2, Words(Harm.Killed, "dozens")))).Word);

    [Fact]
    public void Words_said_again_are_as_old_as_when_they_were_first_said()
    {
        var (first, again) = (By("a", 1, Words(Harm.Killed, "dozens")), By("a", 2, Words(Harm.Killed, "dozens dead")) with { PublishedDate = new(2021, 8, 9) });

        Assert.Equal(Evidence(first), Evidence(first, again));
        Assert.NotEqual(Evidence(first), Evidence(again));
    }

    private static Evidence Read(string words) => Assert.Single(Evidence(By("a", 1, Words(Harm.Killed, words))));

    private static ImmutableArray<Evidence> Evidence(params Claim[] claims) => QuantityEvidence.Of(
        Policies.Calibrated, new() { Claims = claims, LastDay = new(2021, 8, 3) }, Harm.Killed, VictimGroup.AllVictims).Evidence;
}

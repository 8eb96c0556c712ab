using static Casualties.Estimation.Tests.Say;

namespace Casualties.Estimation.Tests.Calibrated;

/// <summary>Words of the sample, and what they say of a number.</summary>
public sealed class StatedWordsTests
{
    [Theory]
    [InlineData("dozens", EvidenceForm.Words, QuantityWord.Dozens, 0)]
    [InlineData("Hundreds", EvidenceForm.Words, QuantityWord.Hundreds, 0)]
    [InlineData("more than a dozen", EvidenceForm.AtLeast, QuantityWord.None, 13)]
    [InlineData("over a hundred", EvidenceForm.AtLeast, QuantityWord.None, 101)]
    [InlineData("at least a dozen", EvidenceForm.AtLeast, QuantityWord.None, 12)]
    [InlineData("about a dozen", EvidenceForm.About, QuantityWord.None, 12)]
    [InlineData("heavy casualties", EvidenceForm.Words, QuantityWord.Some, 0)]
    [InlineData("", EvidenceForm.Words, QuantityWord.Some, 0)]
    public void Words_are_read_as_what_they_mean(string words, EvidenceForm form, QuantityWord word, long number)
    {
        var evidence = Assert.Single(EvidenceOf(words));
        Assert.Equal((form, word, number), (evidence.Form, evidence.Word, evidence.Low));
    }

    [Theory]
    [InlineData("no indication of civilian casualties")]
    [InlineData("denied heavy casualties")]
    [InlineData("rejected the claim")]
    [InlineData("may have caused additional casualties")]
    [InlineData("majority of the victims")]
    [InlineData("all dead belonged to one side")]
    [InlineData("hundreds killed and wounded")]
    public void Words_that_name_no_number_of_the_harm_are_no_evidence(string words) => Assert.Empty(EvidenceOf(words));

    private static System.Collections.Immutable.ImmutableArray<Evidence> EvidenceOf(string words) => QuantityEvidence.Of(
        Policies.Calibrated, new IncidentCase { Claims = [By("a", 1, Words(Harm.Killed, words))] }, Harm.Killed, VictimGroup.AllVictims).Evidence;
}

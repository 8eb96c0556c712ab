using static Casualties.Estimation.Tests.Say;

namespace Casualties.Estimation.Tests;

/// <summary>What it takes for figures of a harm to count.</summary>
public sealed class AdmissionTests
{
    [Theory]
    [InlineData(SourceKind.Media, SourceKind.NationalMedia, SourceKind.NewsAgency, false)]
    [InlineData(SourceKind.MedicalFacility, SourceKind.MorgueOrCemetery, SourceKind.Media, false)]
    [InlineData(SourceKind.Witness, SourceKind.Media, SourceKind.Unknown, false)]
    [InlineData(SourceKind.MedicalFacility, SourceKind.OfficialState, SourceKind.Witness, true)]
    public void Three_types_are_three_families_of_kinds(SourceKind a, SourceKind b, SourceKind c, bool enough) =>
        Assert.Equal(enough, IsEstimated("three-types", default, a, b, c));

    [Fact]
    public void A_figure_of_attackers_admits_no_estimate_of_victims()
    {
        Assert.True(IsEstimated("two-independent", default, SourceKind.Media, SourceKind.Witness));
        Assert.False(IsEstimated("two-independent", VictimGroup.PerpetratorsOnly, SourceKind.Media, SourceKind.Witness));
    }

    // All but the last speak of victims.
    private static bool IsEstimated(string policy, VictimGroup last, params SourceKind[] kinds)
    {
        Claim[] claims = [.. kinds.Select((_, i) => By($"sources/{i}", i + 1, Killed(CountForm.Exact, 8 + i, i == kinds.Length - 1 ? last : default)))];
        var sources = kinds.Select((kind, i) => (Name: $"sources/{i}", Facts: new SourceFacts("", kind, null))).ToDictionary(one => one.Name, one => one.Facts);
        var estimate = Policies.TryFind(policy)!.Estimate(new() { Claims = claims, Sources = sources, LastDay = new(2021, 8, 3) });
        return estimate.Bounds(Harm.Killed).Low is not null;
    }
}

using System.Globalization;
using System.Text.RegularExpressions;
using CsCheck;
using static Casualties.Estimation.Tests.AnyIncident;

namespace Casualties.Estimation.Tests;

/// <summary>What holds of explanations for any legal incident.</summary>
public sealed partial class ExplanationPropertyTests
{
    [Fact]
    public void Without_a_source_is_as_if_it_had_said_nothing() => ForAll((incident, policy, explanation) =>
    {
        var (harm, victims) = (explanation.Estimate.Harm, explanation.Estimate.Victims);
        foreach (var without in explanation.Without)
        {
            var rest = incident.Without(without.Source);
            // Where nobody else speaks of just this group it has no estimate, though what is said of parts of it still bounds it.
            if (policy.Estimate(rest).Find(harm, victims) is { } estimate)
                Assert.Equal(estimate.Count?.Ranges, without.Ranges);
            else
                Assert.Equal(policy.Weigh(rest, policy.Read(rest), harm, victims) is null, without.Ranges is null);
        }
    });

    [Fact]
    public void Every_source_with_a_figure_is_left_out_once_and_no_other() => ForAll((incident, policy, explanation) =>
    {
        if (explanation.Estimate.Count is not { } count) return;
        var evidence = QuantityEvidence.Of(policy, incident, explanation.Estimate.Harm, explanation.Estimate.Victims);

        Assert.Equal(count.Figures, evidence.Counting.Count());
        Assert.Equal(evidence.CountingVoices.Order(), explanation.Without.Select(without => without.Source).Order());
        Assert.Equal(explanation.Without.Count == 1, count.Remarks.Contains(EstimateRemark.SingleSource));
    });

    [Fact]
    public void Sentences_have_no_numbers_but_known_ones() => ForAll((incident, _, explanation) =>
    {
        var known = Known(incident, explanation).Select(number => number.ToString("N0", CultureInfo.InvariantCulture)).ToHashSet();
        foreach (var sentence in explanation.Sentences)
        {
            Assert.EndsWith(".", sentence, StringComparison.Ordinal);
            Assert.DoesNotContain("NaN", sentence, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("\u221E", sentence, StringComparison.Ordinal);
            Assert.All(Numbers().Matches(sentence), match => Assert.True(known.Contains(match.Value), $"{match.Value}: {sentence}"));
        }
    });

    [Fact]
    public void What_is_said_of_the_effect_of_a_figure_is_true() => Gen.Select(Cases, AnyPolicy).Sample((incident, policy) =>
    {
        var estimate = policy.Estimate(incident);
        foreach (var part in estimate.Claims.SelectMany(claim => claim.Statements))
        {
            Assert.DoesNotContain("NaN", part.Explanation, StringComparison.OrdinalIgnoreCase);
            // A recalibrated range is not the one that the effect of a single figure is told from.
            if (part.Influence is not { } influence || incident.Calibration?.Recalibration is not null) continue;
            var ranges = estimate.Find(part.Statement.Harm, part.Statement.Victims)!.Count!.Ranges;
            var same = influence.MedianWithout == ranges.Median && influence.RangeWithout == ranges.NineTenths;
            Assert.Equal(same, part.Explanation.Contains("would be the same", StringComparison.Ordinal));
        }
    });

    private static void ForAll(Action<IncidentCase, Policy, EstimateExplanation> assert) => Gen.Select(Cases, AnyPolicy).Sample((incident, policy) =>
    {
        foreach (var estimate in policy.Estimate(incident).Estimates)
            assert(incident, policy, EstimateExplanation.Of(policy, incident, estimate.Harm, estimate.Victims)!);
    });

    // All that sentences may speak of; percentages are matched without their sign.
    private static IEnumerable<long> Known(IncidentCase incident, EstimateExplanation explanation)
    {
        var (estimate, statements) = (explanation.Estimate, explanation.Claims.SelectMany(claim => claim.Statements).ToArray());
        long?[] ofBounds = [estimate.Bounds.Low, estimate.Bounds.High, estimate.Claims, estimate.Originators];
        long[] ofPolicies = [.. Policies.All.SelectMany(policy => new long[] { policy.Version, policy.MinOriginators, policy.MinSourceKinds })];
        // What the reason for not admitting a harm counts: at most all originators, or kinds.
        long[] ofReasons = [.. Enumerable.Range(0, incident.Claims.Count + 1)];
        long[] ofStatements = [.. statements.CountBy(part => part.Use).Select(uses => (long)uses.Value)];
        IEnumerable<double> probabilities = statements.Where(part => part.Influence is not null).Select(part => part.Influence!.Value.Reading)
            .SelectMany(reading => new[] { reading.Denial, reading.Fabricated, reading.Exact, reading.Incomplete, reading.Noisy, reading.Copy });
        IEnumerable<CountRanges> ranges = explanation.Without.Where(without => without.Ranges is not null).Select(without => without.Ranges!.Value);
        long[] ofCount = [];
        if (estimate.Count is { } count)
        {
            ranges = ranges.Append(count.Ranges);
            probabilities = probabilities.Append(count.Growth.ProbabilityOfMore);
            ofCount = [90, count.Figures, explanation.Without.Count, count.Growth.KnownMedian, (long)((count.Growth.HoursCovered ?? 0) / 24)];
        }
        return [
            .. ofBounds.OfType<long>(), .. ofPolicies, .. ofReasons, .. ofStatements, .. ofCount, .. incident.Calibration is null ? Array.Empty<long>() : [1],
            .. ranges.SelectMany(one => new[] { one.Median, one.NineTenths.Low, one.NineTenths.High }),
            .. probabilities.Select(probability => (long)Math.Round(probability * 100)),
        ];
    }

    [GeneratedRegex(@"\d+(,\d{3})*(\.\d+)?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Numbers();
}

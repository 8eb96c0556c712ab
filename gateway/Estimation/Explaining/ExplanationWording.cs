using System.Globalization;

namespace Casualties.Estimation;

/// <summary>The sentences that explain one estimate as a whole.</summary>
internal static class ExplanationWording
{
    // A figure is called doubtful from here on.
    private const double Doubtful = 0.5;

    public static List<string> Sentences(
        Policy policy, IncidentCase incident, Estimate estimate, IReadOnlyList<ClaimPart> claims, IReadOnlyList<WithoutSource> without, Fragility? fragility)
    {
        var sentences = new List<string>();
        if (estimate.Count is { } count)
        {
            sentences.Add(RangeWording.Sentence(count));
            sentences.Add($"This rests on {Some(count.Figures, "figure")} by {Some(without.Count, "source")}, of which each source counts once, with what it said last.");
        }
        else
        {
            sentences.Add(estimate.Explanation);
        }
        sentences.Add(Documented(estimate));
        AddLeftOut(sentences, claims);
        AddDoubtful(sentences, incident, claims);
        if (estimate.Count is { } found && fragility is { } hangs)
            sentences.Add(Hanging(incident, found, without, hangs));
        sentences.Add(string.Create(CultureInfo.InvariantCulture, $"Made by policy {policy.Id}, version {policy.Version}: {policy.Description}"));
        if (incident.Calibration is { } calibration && policy.UsesCalibration)
            sentences.Add($"How sources err was learned in {calibration.Name}.");
        return sentences;
    }

    private static string Documented(Estimate estimate) => estimate.Bounds switch
    {
        { Low: null, High: null } => "No figure is documented for exactly this group.",
        { Low: null, High: { } high } => $"Documented is at most {RangeWording.Number(high)}{Open(estimate)}.",
        { Low: { } low, High: { } high } => $"Documented are {RangeWording.Span(new(low, high))}{Open(estimate)}; that is not a range of probability.",
        _ => estimate.Explanation,
    };

    private static string Open(Estimate estimate) => estimate.Bounds.OpenAbove ? ", open above" : "";

    private static void AddLeftOut(List<string> sentences, IReadOnlyList<ClaimPart> claims)
    {
        var uses = claims.SelectMany(claim => claim.Statements).CountBy(part => part.Use).ToDictionary();
        var reasons = new List<string>();
        Add(StatementUse.Copy, "repeats another claim", "repeat another claim");
        Add(StatementUse.EarlierFigure, "was replaced by a later figure of the same source", "were replaced by later figures of the same sources");
        Add(StatementUse.Superseded, "was superseded", "were superseded");
        Add(StatementUse.Retracted, "was retracted", "were retracted");
        Add(StatementUse.Flagged, "is left out by a flag", "are left out by flags");
        Add(StatementUse.NotAdmitted, "is not admitted by the policy", "are not admitted by the policy");
        if (reasons.Count > 0)
            sentences.Add($"Left out: {string.Join("; ", reasons)}.");

        void Add(StatementUse use, string one, string several)
        {
            if (uses.TryGetValue(use, out var number))
                reasons.Add(number == 1 ? $"1 statement that {one}" : $"{RangeWording.Number(number)} statements that {several}");
        }
    }

    private static void AddDoubtful(List<string> sentences, IncidentCase incident, IReadOnlyList<ClaimPart> claims)
    {
        foreach (var claim in claims)
        {
            foreach (var part in claim.Statements)
            {
                if (part.Influence is { } influence && influence.Reading.Denial + influence.Reading.Fabricated > Doubtful)
                    sentences.Add($"The figure of {NameOf(incident, claim.Claim.Voice)} is most probably {RangeWording.Likeliest(influence.Reading)}.");
            }
        }
    }

    private static string Hanging(IncidentCase incident, CountEstimate count, IReadOnlyList<WithoutSource> without, Fragility fragility)
    {
        var most = without[0];
        if (most.Ranges is not { } ranges)
        {
            var source = without.Count == 1 ? "its only source" : NameOf(incident, most.Source);
            return $"It is fragile: without {source} there would be no estimate.";
        }
        var word = fragility.Level switch
        {
            FragilityLevel.Robust => "robust",
            FragilityLevel.Sensitive => "sensitive",
            _ => "fragile",
        };
        return $"It is {word}: without {NameOf(incident, most.Source)}, the source that matters most, the median would be {RangeWording.Number(ranges.Median)} "
            + $"instead of {RangeWording.Number(count.Ranges.Median)}, and the 90% range {RangeWording.Span(ranges.NineTenths)}.";
    }

    private static string NameOf(IncidentCase incident, string source) =>
        incident.Sources.TryGetValue(source, out var facts) && facts.DisplayName.Length > 0 ? facts.DisplayName : source;

    private static string Some(int number, string what) => number == 1 ? $"1 {what}" : $"{RangeWording.Number(number)} {what}s";
}

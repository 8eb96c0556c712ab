using Casualties.Reports.V1;

namespace Casualties.Gateway.Bulletin;

/// <summary>What a change amounts to, in a sentence. It says more or fewer only where the 90% range of the difference leaves 0 out.</summary>
internal static class ChangeWording
{
    /// <summary>Between these ratios, with certainty of 90%, two numbers are about the same.</summary>
    private const double AboutFrom = 0.8, AboutTo = 1.25;

    /// <summary>The sentence.</summary>
    public static string Of(HarmChange change)
    {
        string harm = Figures.Harm(change.Harm), period = BulletinWindow.NameOf(change.Period);
        if (change.IncidentCount == 0)
            return $"No incident of {period} is known, so that there is nothing to compare with. That does not say that nobody was {harm} then.";
        if (change.Difference is not { Interval: { } range } difference)
            return $"Not comparable with {period}: of one of the two there is no estimate of how many were {harm}.";
        if (range.Low > 0)
            return $"More people {harm} than in {period}: {Figures.Number(difference.Median)} more (90% range {Figures.Range(range)}).";
        if (range.High < 0)
            return $"Fewer people {harm} than in {period}: {Figures.Number(-difference.Median)} fewer "
                + $"(90% range {Figures.Range(new CountInterval { Low = -range.High, High = -range.Low })}).";
        string between = $"the difference is between {Figures.Signed(range.Low)} and {Figures.Signed(range.High)}";
        return change.Ratio is { Low: >= AboutFrom, High: <= AboutTo }
            ? $"About as many people {harm} as in {period}: {between}."
            : $"No change from {period} can be told: {between} people {harm}, and 0 is among it.";
    }
}

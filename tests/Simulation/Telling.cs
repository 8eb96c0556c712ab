using System.Runtime.InteropServices;
using Casualties.Estimation;

namespace Casualties.Simulation;

/// <summary>A claim as it is made: a figure, and whether it is a lie.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Telling(EvidenceForm Form, long Low, long High, QuantityWord Word, bool IsLie)
{
    private static Telling Of(EvidenceForm form, long people, bool isLie) => new(form, people, people, QuantityWord.None, isLie);

    private static Telling Of(QuantityWord word, bool isLie) => new(EvidenceForm.Words, 0, 0, word, isLie);

    /// <summary>A true toll: a tenth of incidents hurt nobody, most a few, one in fourteen more than twelve.</summary>
    public static long Toll(Draws draws)
    {
        if (draws.Chance(0.10)) return 0;
        if (!draws.Chance(0.93)) return (long)(12 * (draws.Lomax(1.3) + 1));
        return draws.Chance(0.8) ? 1 + (long)draws.LogNormal(0.55, 1.25) : 1;
    }

    /// <summary>The same again, at times a little changed.</summary>
    public Telling Repeat(Draws draws)
    {
        if (!draws.Chance(0.12) || Form != EvidenceForm.Exact || Low == 0) return this;
        return draws.Chance(0.5) ? this with { Form = EvidenceForm.AtLeast } : Of(EvidenceForm.Exact, Math.Max(0, Low + draws.Integer(-2, 3)), IsLie);
    }

    /// <summary>What a source says of its own.</summary>
    /// <param name="voice">The source.</param>
    /// <param name="stake">Whom the figure hurts.</param>
    /// <param name="known">What is known by then, people.</param>
    /// <param name="hours">Hours since the incident.</param>
    /// <param name="falseStory">The figure of a false story that goes round, if any.</param>
    /// <param name="draws">The randomness.</param>
    public static Telling Draw(Voice voice, Stake stake, double known, double hours, long? falseStory, Draws draws)
    {
        if (draws.Chance(voice.Lies * (stake == Stake.Perpetrator ? 1.3 : 1))) return Put(Lie(stake, known, draws), isLie: true, draws);
        if (falseStory is { } story && draws.Chance(0.6)) return Put(story, isLie: true, draws);
        return Put(Honest(voice, stake, known, hours, draws), isLie: false, draws);
    }

    // Belligerents deny or diminish what they did and exaggerate what was done to them; others do either, deny, or speak of something else.
    private static long Lie(Stake stake, double known, Draws draws)
    {
        var style = draws.Uniform();
        if (stake == Stake.Perpetrator) return style < 0.7 ? 0 : (long)(known * draws.Uniform(0.05, 0.4));
        if (stake == Stake.Opponent || style < 0.55) return (long)Math.Round((known + 0.5) * (1.5 + draws.Lomax(1.3)));
        if (style < 0.75) return (long)(known * draws.Uniform(0.1, 0.45));
        return style < 0.85 ? 0 : Toll(draws);
    }

    private static long Honest(Voice voice, Stake stake, double known, double hours, Draws draws)
    {
        if (draws.Chance(voice.Exact)) return (long)Math.Round(known);
        // The first hours are the least sure.
        var deviation = voice.Noise * (1 + 0.6 * Math.Exp(-hours / 12));
        var noise = draws.Chance(0.5) ? draws.Laplace(deviation / 1.41) : draws.Normal(0, deviation);
        var mean = (known + 0.15) * Math.Exp(voice.Bias + noise);
        if (stake == Stake.Perpetrator) mean *= draws.Uniform(0.2, 0.8);
        if (stake == Stake.Opponent) mean *= draws.Uniform(1, 1.7);
        return draws.Chance(0.5) && mean < 30 ? draws.Poisson(mean) : (long)Math.Round(mean);
    }

    private static Telling Put(long people, bool isLie, Draws draws)
    {
        var heaped = Heap(people, draws);
        if (heaped == 0) return Of(EvidenceForm.Exact, 0, isLie);
        var style = draws.Uniform();
        if (style < 0.12) return PutRange(people, isLie, draws);
        if (style < 0.27) return Of(EvidenceForm.AtLeast, Math.Max(1, (long)(Heap(people, draws) * Math.Exp(-draws.Exponential(0.15)))), isLie);
        if (style < 0.32 && people is >= 24 and < 100) return Of(QuantityWord.Dozens, isLie);
        if (style < 0.32 && people is >= 3 and <= 9) return Of(QuantityWord.Several, isLie);
        if (style < 0.32 && people is >= 200 and < 1000) return Of(QuantityWord.Hundreds, isLie);
        if (style < 0.37 && people >= 3) return Of(EvidenceForm.Partial, Math.Max(1, draws.Binomial(people, 0.3)), isLie);
        if (style < 0.41 && people >= 5) return Of(EvidenceForm.About, heaped, isLie);
        if (style < 0.44 && people >= 3) return Of(EvidenceForm.AtMost, (long)Math.Ceiling(people * Math.Exp(draws.Exponential(0.2))), isLie);
        return Of(EvidenceForm.Exact, heaped, isLie);
    }

    private static Telling PutRange(long people, bool isLie, Draws draws)
    {
        var low = (long)(people * Math.Exp(-Math.Abs(draws.Normal(0, 0.2))));
        var high = (long)Math.Ceiling(people * Math.Exp(Math.Abs(draws.Normal(0, 0.25))));
        return high > low ? new(EvidenceForm.Range, low, high, QuantityWord.None, isLie) : Of(EvidenceForm.Exact, low, isLie);
    }

    // Round numbers are more frequent than others (Heitjan and Rubin, JASA 1990).
    private static long Heap(long people, Draws draws)
    {
        if (people >= 2000 && draws.Chance(0.6)) return draws.Chance(0.5) ? ToNearest(people, 1000) : ToNearest(people, 100);
        if (people >= 200 && draws.Chance(0.55)) return draws.Chance(0.6) ? ToNearest(people, 100) : ToNearest(people, 50);
        if (people >= 20 && draws.Chance(0.35)) return ToNearest(people, 10);
        return people >= 15 && draws.Chance(0.12) ? ToNearest(people, 5) : people;
    }

    private static long ToNearest(long people, long step) => (long)Math.Round(people / (double)step) * step;
}

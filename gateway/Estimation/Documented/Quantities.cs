namespace Casualties.Estimation;

/// <summary>The tally of each harm and group that live claims speak of, and how the groups of a harm hang together.</summary>
internal sealed class Quantities
{
    private static readonly Harm[] Harms = Enum.GetValues<Harm>();

    private readonly SortedDictionary<(Harm Harm, VictimGroup Victims), Tally> tallies = [];

    // What figures with perpetrators in them say about the victims among those counted: nothing from below. Kept apart so that perpetrators are not
    // added to a figure that already has them.
    private readonly Dictionary<Harm, Tally> ceilings = [];

    /// <summary>The tally of a canonical group, which from now on has an estimate.</summary>
    public Tally this[Harm harm, VictimGroup victims] => GetOrAdd(tallies, (harm, victims));

    /// <summary>Counts a figure that includes perpetrators as what it says about victims alone.</summary>
    public void CountCeiling(Harm harm, Figure ceiling, Claim claim) => GetOrAdd(ceilings, harm).Count(ceiling, claim);

    /// <summary>The estimates, once every statement is counted.</summary>
    public List<Estimate> Conclude()
    {
        foreach (var harm in Harms)
            RelateWholes(harm);
        var estimates = new List<Estimate>(tallies.Count);
        foreach (var ((harm, victims), tally) in tallies)
            estimates.Add(Conclude(harm, victims, tally));
        return estimates;
    }

    private void RelateWholes(Harm harm)
    {
        RaiseWholes(harm);
        if (tallies.TryGetValue((harm, VictimGroup.AllVictims), out var headline) && headline.Claims > 0
            && tallies.TryGetValue((harm, VictimGroup.PerpetratorsOnly), out var perpetrators) && perpetrators.Claims > 0)
            this[harm, VictimGroup.Everyone].Include(headline.Bounds.Plus(perpetrators.Bounds), headline, perpetrators);
        if (ceilings.TryGetValue(harm, out var ceiling))
        {
            headline = this[harm, VictimGroup.AllVictims];
            headline.Include(ceiling.Bounds, ceiling);
        }
        // Once more, for the wholes that only now have figures.
        RaiseWholes(harm);
        if (headline is not null) _ = this[harm, VictimGroup.Civilians];
    }

    // A whole is not smaller than its parts: ten civilians are at least ten people, whatever was said of all together. From below a part says
    // nothing about the figures that others gave for the whole.
    private void RaiseWholes(Harm harm)
    {
        foreach (var ((partHarm, victims), part) in tallies)
        {
            if (partHarm == harm && part.Claims > 0 && victims.Whole() != victims
                && tallies.TryGetValue((harm, victims.Whole()), out var whole) && whole.Claims > 0)
                whole.CoverPart(part.Bounds);
        }
    }

    private Estimate Conclude(Harm harm, VictimGroup victims, Tally tally)
    {
        var bounds = tally.Bounds;
        var whole = victims.Whole() != victims && tallies.TryGetValue((harm, victims.Whole()), out var found) ? found.Bounds : default;
        if (tally.Claims == 0) bounds = new(null, whole.High, bounds.Open || whole.Open);
        var explanation = Wording.Explain(victims, tally, whole, ceilings.ContainsKey(harm));
        return new(harm, victims, new(bounds.Low, bounds.High, bounds.Open), tally.Claims, tally.Originators, explanation);
    }

    private static Tally GetOrAdd<TKey>(IDictionary<TKey, Tally> tallies, TKey key)
    {
        if (!tallies.TryGetValue(key, out var tally)) tallies.Add(key, tally = new());
        return tally;
    }
}

using System.Numerics;
using Casualties.Reports.V1;
using VictimGroup = Casualties.Estimation.VictimGroup;

namespace Casualties.Gateway.Reports;

/// <summary>The incidents of one row, gathered in the order of their names.</summary>
/// <param name="plan">What is asked for.</param>
/// <param name="key">What the incidents have in common.</param>
/// <param name="victims">Who of them is counted.</param>
internal sealed class RowSum(AggregatePlan plan, CutKey key, VictimGroup victims)
{
    private readonly HarmTerms[] harms = [.. plan.Harms.Select(harm => new HarmTerms(harm, victims, plan.HasRanges(harm)))];
    private readonly Dimension? period = plan.PeriodAt < 0 ? null : plan.GroupBy[plan.PeriodAt];
    private ulong[] originators = [];
    private int unlistedOriginators;
    private int contested;
    private int withoutSex;
    private int withoutAge;
    private int coarselyLocated;
    private int claims;
    private int spanning;

    /// <summary>What the incidents have in common. Of names that differ only in case, or of areas and sources that are called differently, the first by name stands.</summary>
    public CutKey Key { get; private set; } = key;

    /// <summary>How many incidents there are.</summary>
    public int Incidents => Addends.Count;

    /// <summary>What is summed up, one for each harm asked for.</summary>
    public IReadOnlyList<HarmTerms> Harms => harms;

    /// <summary>The incidents.</summary>
    public WeighedAddends Addends { get; } = new();

    /// <summary>Adds an incident.</summary>
    public void Add(Addend addend, in CutKey named, double weight)
    {
        Addends.Add(addend, weight);
        claims += addend.Claims;
        unlistedOriginators += addend.UnlistedOriginators;
        foreach (var number in addend.OriginatorNumbers)
            Mark(number);
        contested += addend.Marks.HasFlag(AddendMarks.Contested) ? 1 : 0;
        withoutSex += addend.Marks.HasFlag(AddendMarks.TellsSex) ? 0 : 1;
        withoutAge += addend.Marks.HasFlag(AddendMarks.TellsAge) ? 0 : 1;
        coarselyLocated += addend.Marks.HasFlag(AddendMarks.CoarselyLocated) ? 1 : 0;
        if (period is { } kind && Periods.Spans(kind, addend.Start, addend.End))
            spanning++;
        foreach (var harm in harms)
            harm.Add(addend, weight);
        Name(named);
    }

    /// <summary>Adds the incidents of another row of the same key, whose names come after those of this one.</summary>
    public void Join(RowSum next)
    {
        Addends.Join(next.Addends);
        claims += next.claims;
        unlistedOriginators += next.unlistedOriginators;
        if (next.originators.Length > originators.Length)
            Array.Resize(ref originators, next.originators.Length);
        for (var at = 0; at < next.originators.Length; at++)
            originators[at] |= next.originators[at];
        contested += next.contested;
        withoutSex += next.withoutSex;
        withoutAge += next.withoutAge;
        coarselyLocated += next.coarselyLocated;
        spanning += next.spanning;
        foreach (var (harm, its) in harms.Zip(next.harms))
            harm.Join(its);
        Name(next.Key);
    }

    /// <summary>The row, without its sums.</summary>
    public AggregateRow Row() => new()
    {
        IncidentCount = Incidents,
        ClaimCount = claims,
        OriginatorCount = unlistedOriginators + originators.Sum(BitOperations.PopCount),
        SpanningIncidentCount = spanning,
        Shares = Incidents == 0 ? null : new IncidentShares
        {
            Contested = Share(contested),
            WithoutSex = Share(withoutSex),
            WithoutAge = Share(withoutAge),
            CoarselyLocated = Share(coarselyLocated),
        },
    };

    private double Share(int some) => Math.Round(some / (double)Incidents, 4);

    private void Name(in CutKey other)
    {
        for (var at = 0; at < plan.GroupBy.Length; at++)
        {
            if (other[at].Text is { } text && !ReferenceEquals(text, Key[at].Text) && string.CompareOrdinal(text.Display, Key[at].Text!.Display) < 0)
                Key = Key.With(at, other[at]);
        }
    }

    private void Mark(int number)
    {
        const int BitsOfWord = 64;
        if (number / BitsOfWord >= originators.Length)
            Array.Resize(ref originators, Math.Max((number / BitsOfWord) + 1, 2 * originators.Length));
        originators[number / BitsOfWord] |= 1UL << (number % BitsOfWord);
    }
}

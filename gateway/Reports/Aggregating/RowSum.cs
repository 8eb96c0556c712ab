using Casualties.Estimation;
using Casualties.Reports.V1;
using VictimGroup = Casualties.Estimation.VictimGroup;

namespace Casualties.Gateway.Reports;

/// <summary>The incidents of one row, gathered in the order of their names.</summary>
internal sealed class RowSum(AggregatePlan plan, CutKey key)
{
    private readonly HarmTerms[] harms = [.. plan.Harms.Select(harm => new HarmTerms(harm, plan.HasRanges(harm)))];
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
    public int Incidents { get; private set; }

    /// <summary>What is summed up, one for each harm asked for.</summary>
    public IReadOnlyList<HarmTerms> Harms => harms;

    /// <summary>Adds an incident.</summary>
    public void Add(Addend addend, in RowPlace place)
    {
        Incidents++;
        claims += addend.Claims;
        unlistedOriginators += addend.UnlistedOriginators;
        foreach (var number in addend.OriginatorNumbers)
            Mark(number);
        contested += addend.Marks.HasFlag(AddendMarks.Contested) ? 1 : 0;
        withoutSex += addend.Marks.HasFlag(AddendMarks.TellsSex) ? 0 : 1;
        withoutAge += addend.Marks.HasFlag(AddendMarks.TellsAge) ? 0 : 1;
        coarselyLocated += addend.Marks.HasFlag(AddendMarks.CoarselyLocated) ? 1 : 0;
        if (period is { } kind && Periods.Of(kind, addend.Start) is var start && start != Periods.Unknown && Periods.Of(kind, Periods.FirstDay(addend.End)) > start)
            spanning++;
        foreach (var harm in harms)
            harm.Add(addend, place.Victims, place.Weight);
        for (var at = 0; at < plan.GroupBy.Length; at++)
        {
            if (place.Key[at].Display is { } display && string.CompareOrdinal(display, Key[at].Display) < 0)
                Key = Key.With(at, place.Key[at]);
        }
    }

    /// <summary>The row, without its sums.</summary>
    public AggregateRow Row() => new()
    {
        IncidentCount = Incidents,
        ClaimCount = claims,
        OriginatorCount = unlistedOriginators + originators.Sum(bits => System.Numerics.BitOperations.PopCount(bits)),
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

    private void Mark(int number)
    {
        const int BitsOfWord = 64;
        if (number / BitsOfWord >= originators.Length)
            Array.Resize(ref originators, Math.Max((number / BitsOfWord) + 1, 2 * originators.Length));
        originators[number / BitsOfWord] |= 1UL << (number % BitsOfWord);
    }
}

/// <summary>The figures of one harm in one row.</summary>
internal sealed class HarmTerms(Harm harm, bool withRanges)
{
    private readonly SumOfBounds bounds = new();
    private readonly List<WeighedFigure> figures = [];
    private SumKey key;
    private int withoutFigure;

    /// <summary>The kind of harm.</summary>
    public Harm Harm => harm;

    /// <summary>Adds the figure of an incident for a group of people, counted with a probability.</summary>
    public void Add(Addend addend, VictimGroup victims, double weight)
    {
        if (Find(addend, victims) is not { } figure || !figure.IsInSum(withRanges))
        {
            withoutFigure++;
            return;
        }
        // Of an incident that another may have to answer for, nobody is documented at least.
        bounds.Add(weight < 1 && figure.Bounds.Low is not null ? figure.Bounds with { Low = 0 } : figure.Bounds);
        if (!withRanges)
            return;
        figures.Add(new(figure, weight));
        key = key.With(figure.Serial, weight);
    }

    /// <summary>The sum of the distributions; null if there is none.</summary>
    /// <param name="memo">Remembers sums; null where what is summed up will not come again.</param>
    /// <param name="withSpread">Whether it is to be compared with another one.</param>
    public SumEstimate? Sum(SumMemo? memo, bool withSpread) => figures switch
    {
        [] => null,
        [{ Weight: 1, Figure.Alone: { } alone }] when !withSpread => alone,
        _ when memo is null => WeighedFigure.Sum(figures, withSpread, memo: null),
        _ => memo.Get(key with { WithSpread = withSpread }, () => WeighedFigure.Sum(figures, withSpread, memo)),
    };

    /// <summary>The sum as it is answered.</summary>
    public HarmTotal Total(SumMemo? memo)
    {
        var total = new HarmTotal
        {
            Harm = (Type.V1.HarmType)harm,
            SumOfBounds = EstimateMessages.Of(bounds.Bounds),
            IncidentCount = bounds.Incidents,
            IncidentsWithoutEstimate = withoutFigure,
        };
        if (Sum(memo, withSpread: false) is { } sum)
            total.Count = CountMessages.Of(sum);
        return total;
    }

    private AddendFigure? Find(Addend addend, VictimGroup victims)
    {
        foreach (var figure in addend.Figures)
        {
            if (figure.Harm == harm && figure.Victims == victims)
                return figure;
        }
        return null;
    }
}

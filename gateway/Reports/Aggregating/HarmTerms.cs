using Casualties.Estimation;
using Casualties.Reports.V1;

namespace Casualties.Gateway.Reports;

/// <summary>The figures of one harm in one row: what their sum is called, and what is documented.</summary>
/// <param name="harm">The kind of harm.</param>
/// <param name="victims">Who is counted.</param>
/// <param name="withRanges">Whether the policy gives ranges.</param>
internal sealed class HarmTerms(Harm harm, VictimGroup victims, bool withRanges)
{
    private readonly SumOfBounds bounds = new();
    private SumKey key;
    private int withoutFigure;

    /// <summary>The kind of harm.</summary>
    public Harm Harm => harm;

    /// <summary>Adds the figure of an incident, counted with a probability.</summary>
    public void Add(Addend addend, double weight)
    {
        var at = addend.Find(harm, victims);
        if (at < 0 || !addend.Figures[at].IsInSum(withRanges))
        {
            withoutFigure++;
            return;
        }
        ref readonly var figure = ref addend.Figures[at];
        // Of an incident that another may have to answer for, nobody is documented at least.
        bounds.Add(weight < 1 && figure.Bounds.Low is not null ? figure.Bounds with { Low = 0 } : figure.Bounds);
        if (withRanges)
            key = key.With(figure.Serial, weight);
    }

    /// <summary>Adds the figures of other incidents.</summary>
    public void Join(HarmTerms next)
    {
        bounds.Join(next.bounds);
        key = key.With(next.key);
        withoutFigure += next.withoutFigure;
    }

    /// <summary>The sum of the distributions; null if there is none.</summary>
    /// <param name="addends">The incidents that were added, in the order of their names.</param>
    /// <param name="memo">Remembers sums; null where what is summed up will not come again.</param>
    /// <param name="withSpread">Whether it is to be compared with another one.</param>
    public SumEstimate? Sum(WeighedAddends addends, SumMemo? memo, bool withSpread)
    {
        if (key.Terms == 0)
            return null;
        if (key.Terms == 1 && !withSpread && FiguresOf(addends) is [{ Weight: 1 } only])
            return only.Figure.Alone;
        return memo is null ? Make() : memo.Get(key with { WithSpread = withSpread }, Make);

        SumEstimate Make() => WeighedFigure.Sum(FiguresOf(addends), withSpread, memo);
    }

    /// <summary>The sum as it is answered.</summary>
    public HarmTotal Total(WeighedAddends addends, SumMemo? memo)
    {
        var total = new HarmTotal
        {
            Harm = (Type.V1.HarmType)harm,
            SumOfBounds = EstimateMessages.Of(bounds.Bounds),
            IncidentCount = bounds.Incidents,
            IncidentsWithoutEstimate = withoutFigure,
        };
        if (Sum(addends, memo, withSpread: false) is { } sum)
            total.Count = CountMessages.Of(sum);
        return total;
    }

    private WeighedFigure[] FiguresOf(WeighedAddends addends)
    {
        var (figures, found) = (new WeighedFigure[key.Terms], 0);
        foreach (var part in addends.Parts)
        {
            foreach (var (addend, weight) in part.Span)
            {
                if (addend.Find(harm, victims) is >= 0 and var at && addend.Figures[at].Distribution is { } distribution)
                    figures[found++] = new(distribution, weight);
            }
        }
        return figures;
    }
}

using System.Globalization;

namespace Casualties.Estimation;

/// <summary>A claim that seems to repeat another one.</summary>
/// <param name="Claim">The name of the claim.</param>
/// <param name="Original">The name of the claim that it seems to repeat, published before.</param>
/// <param name="Because">Why, in a sentence.</param>
public sealed record CircularReport(string Claim, string Original, string Because);

/// <summary>
/// Finds claims that say what another publisher said shortly before, and give nobody else for it. Where both name one originator no number counts twice, since a
/// voice counts once; where the later one names none, it counts as a voice of its own.
/// </summary>
public static class CircularReporting
{
    // Reports that are taken over are taken over within days; after that, the same figure is mostly the figure on which everyone has settled.
    private static readonly TimeSpan Window = TimeSpan.FromHours(72);

    /// <summary>The claims that seem to repeat another one, in order of publication, each with the earliest one.</summary>
    /// <param name="claims">Every claim about an incident.</param>
    /// <param name="decided">Pairs of which somebody decided whether the first repeats the second.</param>
    public static IReadOnlyList<CircularReport> Find(IReadOnlyList<Claim> claims, IReadOnlySet<(string Claim, string Original)> decided)
    {
        ArgumentNullException.ThrowIfNull(decided);
        var found = new List<CircularReport>();
        var saying = new Dictionary<SaidFigure, List<Saying>>();
        foreach (var claim in PublicationOrder.Sort(claims))
        {
            if (claim.State != ClaimState.Live || PublicationOrder.LatestTicks(claim) < 0 || FiguresOf(claim) is not { Count: > 0 } figures)
                continue;
            if (!claim.IsCopy && OriginalOf(claim, figures, saying, decided) is { } original)
                found.Add(new(claim.Name, original.Name, Because(claim, original, figures.Count)));
            foreach (var figure in figures)
            {
                if (!saying.TryGetValue(figure, out var before))
                    saying.Add(figure, before = []);
                before.Add(new(claim, figures));
            }
        }
        return found;
    }

    // Looked for among those who say the figure that the fewest say: of very many claims, each would otherwise be compared with all.
    private static Claim? OriginalOf(
        Claim claim, HashSet<SaidFigure> figures, Dictionary<SaidFigure, List<Saying>> saying, IReadOnlySet<(string Claim, string Original)> decided)
    {
        List<Saying>? fewest = null;
        foreach (var figure in figures)
        {
            if (!saying.TryGetValue(figure, out var before))
                return null;
            fewest = fewest is null || before.Count < fewest.Count ? before : fewest;
        }
        Claim? earliest = null;
        // In order of publication: those before the window need not be looked at.
        for (var i = (fewest?.Count ?? 0) - 1; i >= 0 && Between(fewest![i].Claim, claim) <= Window; i--)
        {
            if (MayRepeat(claim, fewest[i].Claim) && figures.IsSubsetOf(fewest[i].Figures) && !decided.Contains((claim.Name, fewest[i].Claim.Name)))
                earliest = fewest[i].Claim;
        }
        return earliest;
    }

    // Whoever counted is not repeating those who quote the count.
    private static bool MayRepeat(Claim claim, Claim original) =>
        original.Publisher != claim.Publisher && original.Voice != claim.Publisher && original.Copies != claim.Name
        && (claim.Originator is null || claim.Originator == original.Originator);

    private static TimeSpan Between(Claim original, Claim claim) => TimeSpan.FromTicks(PublicationOrder.LatestTicks(claim) - PublicationOrder.LatestTicks(original));

    // "At least eight" becomes "eight" on the way, and the other way round: what is compared is the number.
    private static HashSet<SaidFigure> FiguresOf(Claim claim)
    {
        var figures = new HashSet<SaidFigure>();
        foreach (var statement in claim.Statements)
        {
            if (Figure.Of(statement) is { IsNumber: true } figure)
                figures.Add(new(statement.Harm, statement.Victims.Canonical(), statement.PartOfIncident, figure.Low, figure.High));
        }
        return figures;
    }

    private static string Because(Claim claim, Claim original, int figures)
    {
        var what = figures == 1 ? "The same figure" : $"The same {Number(figures)} figures";
        var who = claim.Originator is null ? "and this one does not say where it has them from" : "and both name the same originator";
        return $"{what} stood in a claim of another publisher {When(claim, original)}, {(figures == 1 ? who.Replace("them", "it", StringComparison.Ordinal) : who)}.";
    }

    private static string When(Claim claim, Claim original)
    {
        if (claim.PublishedTime is not null && original.PublishedTime is not null)
            return Some((int)Between(original, claim).TotalHours, "hour");
        return Some(DayOf(claim) - DayOf(original), "day");
    }

    private static int DayOf(Claim claim) => (int)(PublicationOrder.LatestTicks(claim) / TimeSpan.TicksPerDay);

    private static string Some(int count, string what) => count switch
    {
        0 => $"of the same {what}",
        1 => $"1 {what} before",
        _ => $"{Number(count)} {what}s before",
    };

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private readonly record struct SaidFigure(Harm Harm, VictimGroup Victims, bool PartOfIncident, long? Low, long? High);

    private sealed record Saying(Claim Claim, HashSet<SaidFigure> Figures);
}

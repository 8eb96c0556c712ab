namespace Casualties.Estimation;

/// <summary>What counted statements say about one group and harm, and who says so.</summary>
internal sealed class Tally
{
    private readonly HashSet<string> claims = new(StringComparer.Ordinal);
    private readonly HashSet<string> originators = new(StringComparer.Ordinal);

    public Figure Bounds { get; private set; }

    /// <summary>Whether the highest figure is that of a part.</summary>
    public bool IsRaised { get; private set; }

    /// <summary>Claims that gave a number.</summary>
    public int Claims => claims.Count;

    /// <summary>Independent originators of these claims.</summary>
    public int Originators => originators.Count;

    public void Count(Figure figure, Claim claim)
    {
        Bounds = Bounds.Union(figure);
        if (!figure.IsNumber) return;
        claims.Add(claim.Name);
        if (claim.Corroborator is { } originator) originators.Add(originator);
    }

    /// <summary>Takes in the figure of a part: there are at least as many of the whole, and where there may be more of the part, so there may of the whole.</summary>
    public void CoverPart(Figure part)
    {
        IsRaised |= part.High > Bounds.High;
        Bounds = Bounds with { High = part.High > Bounds.High ? part.High : Bounds.High, Open = Bounds.Open || part.Open };
    }

    /// <summary>Takes in a figure that stands on other tallies, with those who stand behind them.</summary>
    public void Include(Figure figure, params ReadOnlySpan<Tally> behind)
    {
        Bounds = Bounds.Union(figure);
        foreach (var tally in behind)
        {
            claims.UnionWith(tally.claims);
            originators.UnionWith(tally.originators);
        }
    }
}

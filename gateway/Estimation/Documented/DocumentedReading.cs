using System.Runtime.InteropServices;

namespace Casualties.Estimation;

/// <summary>
/// Reads the lowest and the highest figure of live claims that are not copies, counting the last figure of each voice, and says what became of every statement.
/// </summary>
/// <param name="claims">The claims, in order of publication.</param>
/// <param name="admission">Which statements the policy lets count.</param>
internal sealed class DocumentedReading(Claim[] claims, Admission admission)
{
    // A line of figures, of which a later one replaces an earlier one.
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Line(Harm Harm, VictimGroup Victims, bool PartOfIncident, string Voice);

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Reading(StatementUse Use, Figure Figure, string Explanation);

    // The place in order of publication of the last claim with a figure in each line.
    private readonly Dictionary<Line, int> lastFigures = [];
    private readonly Quantities quantities = new();
    private readonly HashSet<string> originators = new(StringComparer.Ordinal);
    private readonly HashSet<string> countOriginators = new(StringComparer.Ordinal);

    public IncidentEstimate Estimate()
    {
        for (var place = 0; place < claims.Length; place++)
            Survey(place);
        var readings = new Reading[claims.Length][];
        for (var place = 0; place < claims.Length; place++)
            readings[place] = Read(place);
        var estimates = quantities.Conclude();
        for (var i = 0; i < estimates.Count; i++)
        {
            if (!admission.Admits(estimates[i].Harm))
                estimates[i] = estimates[i] with { Explanation = $"Not estimated: {admission.Reason(null, estimates[i].Harm)}." };
        }
        var parts = new ClaimPart[claims.Length];
        for (var place = 0; place < claims.Length; place++)
            parts[place] = new(claims[place], Parts(claims[place], readings[place]));
        return new(estimates, parts, countOriginators.Count, originators.Count);
    }

    private void Survey(int place)
    {
        var claim = claims[place];
        if (claim.State != ClaimState.Live || claim.IsCopy) return;
        if (claim.Corroborator is { } corroborator) originators.Add(corroborator);
        foreach (var statement in claim.Statements)
        {
            if (claim.Excludes(statement)) continue;
            if (claim.Corroborator is { } originator && Figure.Of(statement).IsNumber) countOriginators.Add(originator);
            if (!admission.Admits(claim, statement)) continue;
            // Words are no figure: "dozens" does not replace an earlier number.
            if (!Figure.Of(statement).IsNumber) continue;
            lastFigures[LineOf(claim, statement, statement.Victims.Canonical())] = place;
        }
    }

    private Reading[] Read(int place)
    {
        var statements = claims[place].Statements;
        var readings = new Reading[statements.Count];
        for (var i = 0; i < readings.Length; i++)
            readings[i] = Read(place, statements[i]);
        return readings;
    }

    private Reading Read(int place, CountStatement statement)
    {
        var claim = claims[place];
        var victims = statement.Victims.Canonical();
        var figure = Figure.Of(statement);
        var use = Use(place, statement, figure);
        var explanation = use == StatementUse.NotAdmitted
            ? $"Left out: {admission.Reason(claim, statement.Harm)}"
            : Wording.Explain(use, claim, statement, figure);
        if (claim.State == ClaimState.Live)
        {
            // Also a copy speaks of a group, so that it has an estimate.
            var tally = quantities[statement.Harm, victims];
            if (use is StatementUse.Counted or StatementUse.NoNumber)
            {
                tally.Count(figure, claim);
                if (victims == VictimGroup.Everyone) explanation += CountVictims(place, statement, figure);
            }
        }
        return new(use, figure, explanation + ".");
    }

    private StatementUse Use(int place, CountStatement statement, Figure figure)
    {
        var claim = claims[place];
        if (claim.State == ClaimState.Retracted) return StatementUse.Retracted;
        if (claim.State == ClaimState.Superseded) return StatementUse.Superseded;
        if (claim.IsCopy) return StatementUse.Copy;
        if (claim.Excludes(statement)) return StatementUse.Flagged;
        if (!admission.Admits(claim, statement)) return StatementUse.NotAdmitted;
        if (lastFigures.TryGetValue(LineOf(claim, statement, statement.Victims.Canonical()), out var last) && last > place) return StatementUse.EarlierFigure;
        return figure.IsNumber ? StatementUse.Counted : StatementUse.NoNumber;
    }

    // What a figure with perpetrators in it says about victims alone, unless the same voice says that itself, then or later.
    private string CountVictims(int place, CountStatement statement, Figure everyone)
    {
        var claim = claims[place];
        if (lastFigures.TryGetValue(LineOf(claim, statement, VictimGroup.AllVictims), out var last) && last >= place)
            return "; for victims alone the same source has a figure of its own";
        var perpetrators = StatedPerpetrators(claim, statement);
        if (perpetrators.IsNumber && everyone.IsNumber)
        {
            var victims = everyone.Without(perpetrators);
            quantities[statement.Harm, VictimGroup.AllVictims].Count(victims, claim);
            return Wording.ExplainVictims(perpetrators, victims);
        }
        var ceiling = everyone.Open ? Figure.Unnumbered : everyone with { Low = null };
        quantities.CountCeiling(statement.Harm, ceiling, claim);
        return Wording.ExplainVictims(perpetrators, ceiling);
    }

    internal static Figure StatedPerpetrators(Claim claim, CountStatement included)
    {
        Figure stated = default;
        foreach (var statement in claim.Statements)
        {
            if (statement.Harm == included.Harm
                && statement.Victims == VictimGroup.PerpetratorsOnly
                && statement.PartOfIncident == included.PartOfIncident
                && statement.Form is CountForm.Exact or CountForm.About)
                stated = stated.Union(Figure.Of(statement) with { Open = false });
        }
        return stated;
    }

    private StatementPart[] Parts(Claim claim, Reading[] readings)
    {
        var parts = new StatementPart[readings.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            var (statement, (use, figure, explanation)) = (claim.Statements[i], readings[i]);
            var counted = use == StatementUse.Counted;
            var bounds = counted ? quantities[statement.Harm, statement.Victims.Canonical()].Bounds : default;
            parts[i] = new(
                statement,
                use,
                SetsLow: counted && figure.Low is not null && figure.Low == bounds.Low,
                SetsHigh: counted && figure.High == bounds.High,
                OpensAbove: figure.Open && use is StatementUse.Counted or StatementUse.NoNumber,
                explanation);
        }
        return parts;
    }

    private static Line LineOf(Claim claim, CountStatement statement, VictimGroup victims) =>
        new(statement.Harm, victims, statement.PartOfIncident, claim.Voice);
}

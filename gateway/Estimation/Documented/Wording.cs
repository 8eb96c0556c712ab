using System.Globalization;

namespace Casualties.Estimation;

/// <summary>The sentences that explain documented bounds.</summary>
internal static class Wording
{
    /// <summary>How an estimate was come by.</summary>
    /// <param name="victims">Who is counted; canonical.</param>
    /// <param name="tally">What was counted.</param>
    /// <param name="whole">The bounds of the group of which this one is a part; without a number if there is none.</param>
    /// <param name="hasCeilings">Whether figures with perpetrators in them say something about the victims of this harm.</param>
    public static string Explain(VictimGroup victims, Tally tally, Figure whole, bool hasCeilings)
    {
        if (tally.Claims == 0) return Unstated(tally, whole);
        var sentence = $"{Some(tally.Claims, "counted claim")} naming {Some(tally.Originators, "independent originator")} "
            + $"{(tally.Claims == 1 ? "gives" : "give")} {Bounds(tally.Bounds)}";
        if (victims == VictimGroup.AllVictims)
            sentence += "; a figure that does not mention perpetrators is taken to leave them out"
                + (hasCeilings ? ", and one that includes them without saying how many is only an upper figure" : "");
        else if (victims == VictimGroup.Everyone)
            sentence += "; victims and perpetrators are added where both are documented";
        if (tally.IsRaised)
            sentence += "; the highest figure is that of a part, since a whole is not smaller than its parts";
        return sentence + ".";
    }

    /// <summary>What was done with a statement.</summary>
    public static string Explain(StatementUse use, Claim claim, CountStatement statement, Figure figure) => use switch
    {
        StatementUse.Retracted => "Left out: the claim was retracted",
        StatementUse.Superseded => "Left out: the claim was superseded",
        StatementUse.Copy => "Left out: the claim repeats another one",
        StatementUse.Flagged => "Left out: a flag was upheld",
        StatementUse.EarlierFigure when claim.Originator is null => "Left out: the same publisher gave a later figure",
        StatementUse.EarlierFigure => "Left out: the same originator gave a later figure",
        StatementUse.NoNumber when statement.Form == CountForm.AtMost =>
            "An upper figure for a part of the incident says nothing of the whole; the upper end is left open",
        StatementUse.NoNumber => "Gives no number; the upper end is left open",
        _ when statement.PartOfIncident => $"Counted as {Stated(figure)}, because it covers a part of the incident",
        _ => $"Counted as {Stated(figure)}",
    };

    /// <summary>What a statement that includes perpetrators says about victims alone.</summary>
    /// <param name="perpetrators">How many perpetrators the same claim states; without a number if it does not.</param>
    /// <param name="victims">What is left.</param>
    public static string ExplainVictims(Figure perpetrators, Figure victims) =>
        perpetrators.IsNumber && victims.IsNumber ? $"; without the {Stated(perpetrators)} perpetrators of the same claim, {Stated(victims)} for victims alone"
        : victims.IsNumber ? "; for victims alone it is only an upper figure"
        : "; for victims alone it only leaves the upper end open";

    private static string Unstated(Tally tally, Figure whole)
    {
        const string None = "No counted claim gives a figure for this group";
        if (whole.IsNumber)
        {
            var upperEnd = new Figure(whole.High, whole.High, tally.Bounds.Open || whole.Open);
            return $"{None}; its upper end is that of the group that it is a part of, {Bounds(upperEnd)}.";
        }
        return tally.Bounds.Open ? $"{None}, though people are said to be harmed." : $"{None}.";
    }

    private static string Bounds(Figure figure) => Span(figure) + (figure.Open ? ", open above" : "");

    private static string Stated(Figure figure) => Span(figure) + (figure.Open ? " or more" : "");

    private static string Span(Figure figure) =>
        figure.Low is null ? $"at most {Number(figure.High)}"
        : figure.Low == figure.High ? Number(figure.High)
        : $"{Number(figure.Low)} to {Number(figure.High)}";

    private static string Some(int count, string what) => count == 1 ? $"1 {what}" : $"{(count == 0 ? "no" : Number(count))} {what}s";

    private static string Number(long? number) => number.GetValueOrDefault().ToString("N0", CultureInfo.InvariantCulture);
}

namespace Casualties.Estimation;

/// <summary>What a count statement says as the model reads it. Of which source, is for the one to say who gathers the figures of all of them.</summary>
internal static class StatedEvidence
{
    // The one who gathers figures numbers their sources.
    internal const int Unassigned = -1;

    /// <summary>The evidence of a statement; null where it says nothing of the whole incident.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="lagHours">Hours from the end of the incident to the statement.</param>
    public static Evidence? Of(CountStatement statement, double lagHours)
    {
        if (statement.PartOfIncident)
            return Figure.Of(statement).Low is { } counted ? AtLeastOfPart(counted, lagHours) : null;
        var (low, high) = (statement.Low.GetValueOrDefault(), statement.High.GetValueOrDefault());
        return statement.Form switch
        {
            CountForm.Exact => Number(EvidenceForm.Exact, low, lagHours),
            CountForm.About => Number(EvidenceForm.About, low, lagHours),
            CountForm.Range => Between(low, high, lagHours),
            CountForm.AtLeast => AtLeast(low, lagHours),
            CountForm.MoreThan => AtLeast(low + 1, lagHours),
            CountForm.AtMost => Number(EvidenceForm.AtMost, high, lagHours),
            _ => StatedWords.Of(statement.Words, statement.Harm, lagHours),
        };
    }

    /// <summary>From one number to another, both included.</summary>
    public static Evidence Between(long low, long high, double lagHours) =>
        low == high ? Number(EvidenceForm.Exact, low, lagHours) : new(Unassigned, EvidenceForm.Range, low, high, QuantityWord.None, lagHours);

    /// <summary>A number or more. "More than" the largest that can be stated is that one or more.</summary>
    public static Evidence AtLeast(long number, double lagHours) => Number(EvidenceForm.AtLeast, Math.Min(number, CountLimits.MaxPeople), lagHours);

    /// <summary>Two figures of one claim for the same people, both of which it stands for.</summary>
    public static Evidence Both(Evidence one, Evidence other) => (one.Form, other.Form) switch
    {
        (EvidenceForm.Partial, EvidenceForm.Partial) or (EvidenceForm.AtLeast, EvidenceForm.AtLeast) => one.Low >= other.Low ? one : other,
        (EvidenceForm.AtMost, EvidenceForm.AtMost) => one.High <= other.High ? one : other,
        _ => Between(Math.Min(one.Low, other.Low), Math.Max(one.High, other.High), one.LagHours),
    };

    /// <summary>A count of some of those who are asked for.</summary>
    public static Evidence AtLeastOfPart(long number, double lagHours) => Number(EvidenceForm.Partial, Math.Min(number, CountLimits.MaxPeople), lagHours);

    /// <summary>A count of more people than are asked for: it says only that there were not more of them.</summary>
    public static Evidence NotMoreThan(long number, double lagHours) => new(Unassigned, EvidenceForm.Range, 0, number, QuantityWord.None, lagHours);

    private static Evidence Number(EvidenceForm form, long number, double lagHours) => new(Unassigned, form, number, number, QuantityWord.None, lagHours);
}

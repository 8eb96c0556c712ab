namespace Casualties.Estimation;

/// <summary>What a count statement says as the model reads it.</summary>
internal static class StatedEvidence
{
    /// <summary>The evidence of a statement; null where it says nothing of the whole incident.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="source">The index of its source-role.</param>
    /// <param name="lagHours">Hours from the end of the incident to the statement.</param>
    public static Evidence? Of(CountStatement statement, int source, double lagHours)
    {
        if (statement.PartOfIncident)
            return statement.Low is { } counted ? AtLeastOfPart(statement.Form == CountForm.MoreThan ? counted + 1 : counted, source, lagHours) : null;
        var (low, high) = (statement.Low.GetValueOrDefault(), statement.High.GetValueOrDefault());
        return statement.Form switch
        {
            CountForm.Exact => Number(EvidenceForm.Exact, low),
            CountForm.About => Number(EvidenceForm.About, low),
            CountForm.Range when low == high => Number(EvidenceForm.Exact, low),
            CountForm.Range => new Evidence(source, EvidenceForm.Range, low, high, QuantityWord.None, lagHours),
            CountForm.AtLeast => Number(EvidenceForm.AtLeast, low),
            CountForm.MoreThan => Number(EvidenceForm.AtLeast, Math.Min(low + 1, CountLimits.MaxPeople)),
            CountForm.AtMost => Number(EvidenceForm.AtMost, high),
            _ => StatedWords.Of(statement.Words, statement.Harm, source, lagHours),
        };

        Evidence Number(EvidenceForm form, long number) => new(source, form, number, number, QuantityWord.None, lagHours);
    }

    /// <summary>A count of some of those who are asked for.</summary>
    public static Evidence AtLeastOfPart(long number, int source, double lagHours)
    {
        number = Math.Min(number, CountLimits.MaxPeople);
        return new(source, EvidenceForm.Partial, number, number, QuantityWord.None, lagHours);
    }

    /// <summary>A count of more people than are asked for: it says only that there were not more of them.</summary>
    public static Evidence NotMoreThan(long number, int source, double lagHours) =>
        new(source, EvidenceForm.Range, 0, number, QuantityWord.None, lagHours);
}

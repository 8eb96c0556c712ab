namespace Casualties.Estimation;

/// <summary>Limits of numbers of people.</summary>
public static class CountLimits
{
    /// <summary>The largest number that a claim may state, people; that of the contract. Larger ones are typing errors: "180,000,000 killed" stands in the sample.</summary>
    public const long MaxPeople = 10_000_000;

    /// <summary>How many figures for one harm and group of an incident are weighed; of more, those of the most reliable sources.</summary>
    public const int MaxFigures = 200;
}

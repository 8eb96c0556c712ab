using Casualties.Reports.V1;

namespace Casualties.Gateway.Bulletin;

/// <summary>By what a bulletin cuts its incidents in one of its tables.</summary>
/// <param name="Id">Names the section within the page.</param>
/// <param name="Title">The title of the section.</param>
/// <param name="Column">The heading of the column of values.</param>
/// <param name="Dimension">The dimension.</param>
/// <param name="WithoutValue">What the row without a value is called.</param>
/// <param name="Reading">How its rows stand to each other, in a sentence.</param>
public sealed record BulletinCut(string Id, string Title, string Column, Dimension Dimension, string WithoutValue, string Reading)
{
    private const string Parts =
        "People of whom no source says it are in no row but the first. Rows are estimated apart, each from what is said of it: they are not what is left of each other.";

    /// <summary>The cuts of a bulletin, in its order.</summary>
    /// <param name="country">The country that it is about; empty: all countries, which are then told apart in place of provinces.</param>
    public static IReadOnlyList<BulletinCut> All(string country) =>
    [
        new("cause", "By cause", "Cause", Dimension.Cause, "Cause not known", "Each incident is in one row."),
        country.Length > 0
            ? new("place", "By province", "Province", Dimension.Admin1, "Province not known", "Each incident is in one row.")
            : new("place", "By country", "Country", Dimension.Country, "Country not known", "Each incident is in one row."),
        new("party", "By party said to be responsible", "Party", Dimension.Party, "Nobody is named",
            "Each party is named as sources name it; being named is not being proven responsible."),
        new("sex", "By sex", "Sex", Dimension.Sex, "Everyone", Parts),
        new("age", "By age", "Age", Dimension.AgeGroup, "Everyone", Parts),
        new("status", "By status", "Status", Dimension.CivilianStatus, "Everyone", Parts),
    ];

    /// <summary>Whether the row without a value is everyone, of whom the others are parts.</summary>
    public bool WithoutValueIsEveryone => Dimension is Dimension.Sex or Dimension.AgeGroup or Dimension.CivilianStatus;
}

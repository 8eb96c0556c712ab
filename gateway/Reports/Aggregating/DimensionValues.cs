using System.Globalization;
using Casualties.Hosting.Records;
using Casualties.Incidents.V1;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;

namespace Casualties.Gateway.Reports;

/// <summary>Values of dimensions as they are answered.</summary>
internal static class DimensionValues
{
    /// <summary>Periods and names ascending, as their values are written; what is not known comes last.</summary>
    public static IComparer<DimensionValue[]> Order { get; } = Comparer<DimensionValue[]>.Create(Compare);

    /// <summary>The values of a row.</summary>
    public static DimensionValue[] Of(Dimension[] dimensions, CutKey key) => [.. dimensions.Select((dimension, at) => Of(dimension, key[at]))];

    private static DimensionValue Of(Dimension dimension, CutCode code)
    {
        var value = ValueOf(dimension, code);
        return new DimensionValue
        {
            Dimension = dimension,
            Value = value,
            DisplayName = value.Length == 0 ? "" : DisplayOf(dimension, code, value),
            Country = code.Text?.Country ?? "",
            Admin1 = code.Text?.Admin1 ?? "",
            IsPcode = code.Text is { IsPcode: true },
            Admin1IsPcode = code.Text is { IsAdmin1Pcode: true },
        };
    }

    private static string ValueOf(Dimension dimension, CutCode code) => dimension switch
    {
        _ when Periods.Is(dimension) => code.Number == Periods.Unknown ? "" : Periods.Text(dimension, code.Number),
        Dimension.Party => code.Text?.Display ?? "",
        Dimension.Cause => IndexText.Of((CauseCategory)code.Number) ?? "",
        Dimension.Tactic => IndexText.Of((Tactic)code.Number) ?? "",
        Dimension.AttributionStatus => IndexText.Of((AttributionStatus)code.Number) ?? "",
        Dimension.Sex => IndexText.Of((Sex)code.Number) ?? "",
        Dimension.AgeGroup => IndexText.Of((AgeGroup)code.Number) ?? "",
        Dimension.CivilianStatus => IndexText.Of((CivilianStatus)code.Number) ?? "",
        Dimension.OccurrenceGrade => IndexText.Of((EvidenceGrade)code.Number) ?? "",
        Dimension.AirwarsGrade => IndexText.Of((AirwarsGrade)code.Number) ?? "",
        Dimension.SourceType => IndexText.Of((SourceType)code.Number) ?? "",
        _ => code.Text?.Text ?? "",
    };

    private static string DisplayOf(Dimension dimension, CutCode code, string value) => dimension switch
    {
        Dimension.Month => Periods.FirstDay(dimension, code.Number).ToString("MMMM yyyy", CultureInfo.InvariantCulture),
        Dimension.Day => Periods.FirstDay(dimension, code.Number).ToString("d MMMM yyyy", CultureInfo.InvariantCulture),
        _ when code.Text is { Display.Length: > 0 } text => text.Display,
        _ when PrefixOf(dimension) is { } prefix => Worded(value[prefix.Length..]),
        _ => value,
    };

    // "TACTIC_SUICIDE_ATTACK" is called "Suicide attack".
    private static string Worded(string name) => string.Concat(name[..1], name[1..].ToLowerInvariant().Replace('_', ' '));

    private static string? PrefixOf(Dimension dimension) => dimension switch
    {
        Dimension.Cause => "CAUSE_CATEGORY_",
        Dimension.Tactic => "TACTIC_",
        Dimension.AttributionStatus => "ATTRIBUTION_STATUS_",
        Dimension.Sex => "SEX_",
        Dimension.AgeGroup => "AGE_GROUP_",
        Dimension.CivilianStatus => "CIVILIAN_STATUS_",
        Dimension.OccurrenceGrade => "EVIDENCE_GRADE_",
        Dimension.AirwarsGrade => "AIRWARS_GRADE_",
        Dimension.SourceType => "SOURCE_TYPE_",
        _ => null,
    };

    private static int Compare(DimensionValue[]? one, DimensionValue[]? other)
    {
        foreach (var (left, right) in one!.Zip(other!))
        {
            var order = (left.Value.Length == 0).CompareTo(right.Value.Length == 0);
            if (order == 0) order = string.CompareOrdinal(left.Value, right.Value);
            if (order == 0) order = string.CompareOrdinal(left.Country, right.Country);
            if (order == 0) order = string.CompareOrdinal(left.Admin1, right.Admin1);
            if (order != 0) return order;
        }
        return 0;
    }
}

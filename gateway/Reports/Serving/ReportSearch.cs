using Google.Type;

namespace Casualties.Gateway.Reports;

/// <summary>By what reports are searched.</summary>
internal static class ReportSearch
{
    /// <summary>The names of the fields that a search asks for, as the contract has them.</summary>
    public static IEnumerable<string> FieldsOf(string country, Date? from, Date? before)
    {
        if (country.Length > 0)
            yield return "country";
        if (from is not null)
            yield return "start_date_from";
        if (before is not null)
            yield return "start_date_before";
    }
}

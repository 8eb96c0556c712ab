using System.Globalization;
using Google.Type;

namespace Casualties.Gateway.Reports.Exporting;

/// <summary>Days as cells: ISO 8601, as finely as they are known: "2021-08-31", "2021-08" or "2021".</summary>
internal static class Days
{
    /// <summary>The cell of a day.</summary>
    public static Cell Of(Date? date) => date switch
    {
        null or { Year: 0 } => default,
        { Month: 0 } => Cell.Of(string.Create(CultureInfo.InvariantCulture, $"{date.Year:0000}")),
        { Day: 0 } => Cell.Of(string.Create(CultureInfo.InvariantCulture, $"{date.Year:0000}-{date.Month:00}")),
        _ => Cell.Of(string.Create(CultureInfo.InvariantCulture, $"{date.Year:0000}-{date.Month:00}-{date.Day:00}")),
    };
}

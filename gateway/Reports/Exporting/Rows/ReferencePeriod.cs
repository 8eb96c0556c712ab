using System.Globalization;
using Casualties.Reports.V1;
using Google.Type;

namespace Casualties.Gateway.Reports.Exporting;

/// <summary>The first and the last day that a row stands for.</summary>
/// <param name="Start">The first day; null: open.</param>
/// <param name="End">The last day; null: open.</param>
internal readonly record struct ReferencePeriod(DateOnly? Start, DateOnly? End)
{
    /// <summary>The days that a query asks for.</summary>
    public static ReferencePeriod Of(ReportFilter? filter) => new(DayOf(filter?.StartDateFrom), DayOf(filter?.StartDateBefore) is { } before && before > DateOnly.MinValue ? before.AddDays(-1) : null);

    /// <summary>The period of a key, as the contract writes it ("2021-08-31", "2021-W35", "2021-08", "2021-Q3", "2021"), as far as it is asked for.</summary>
    public ReferencePeriod Within(Dimension dimension, string key)
    {
        var year = int.Parse(key.AsSpan(0, 4), CultureInfo.InvariantCulture);
        var (start, end) = dimension switch
        {
            Dimension.Day => (DateOnly.ParseExact(key, "yyyy-MM-dd", CultureInfo.InvariantCulture), DateOnly.ParseExact(key, "yyyy-MM-dd", CultureInfo.InvariantCulture)),
            Dimension.Week => Weeks(year, int.Parse(key.AsSpan(6), CultureInfo.InvariantCulture)),
            Dimension.Month => Months(year, int.Parse(key.AsSpan(5), CultureInfo.InvariantCulture), 1),
            Dimension.Quarter => Months(year, (3 * (int.Parse(key.AsSpan(6), CultureInfo.InvariantCulture) - 1)) + 1, 3),
            Dimension.Year => Months(year, 1, 12),
            _ => throw new ArgumentOutOfRangeException(nameof(dimension)),
        };
        return new(Start > start ? Start : start, End < end ? End : end);
    }

    /// <summary>Whether a dimension is a period.</summary>
    public static bool IsPeriod(Dimension dimension) => dimension is Dimension.Day or Dimension.Week or Dimension.Month or Dimension.Quarter or Dimension.Year;

    /// <summary>A day as a cell.</summary>
    public static Cell CellOf(DateOnly? day) => Cell.Of(day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    private static (DateOnly Start, DateOnly End) Weeks(int year, int week)
    {
        var monday = DateOnly.FromDateTime(ISOWeek.ToDateTime(year, week, System.DayOfWeek.Monday));
        return (monday, Periods.LastDay(Dimension.Week, Periods.Of(Dimension.Week, monday)));
    }

    private static (DateOnly Start, DateOnly End) Months(int year, int first, int count) =>
        (new DateOnly(year, first, 1), new DateOnly(year, first + count - 1, System.DateTime.DaysInMonth(year, first + count - 1)));

    private static DateOnly? DayOf(Date? date) => date is null or { Year: 0 } ? null : new DateOnly(date.Year, Math.Max(date.Month, 1), Math.Max(date.Day, 1));
}

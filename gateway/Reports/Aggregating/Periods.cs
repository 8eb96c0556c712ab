using System.Globalization;
using Casualties.Reports.V1;
using Casualties.Type.V1;

namespace Casualties.Gateway.Reports;

/// <summary>Periods by number: consecutive periods of one kind have consecutive numbers. How they are written stands in the contract (DimensionValue).</summary>
internal static class Periods
{
    /// <summary>No period.</summary>
    public const long Unknown = long.MinValue;

    private const int DaysOfWeek = 7;
    private const int MonthsOfYear = 12;
    private const int MonthsOfQuarter = 3;
    private const int Quarters = 4;

    // A Monday: weeks are counted from it.
    private static readonly DateOnly FirstMonday = new(1, 1, 1);

    /// <summary>Whether a dimension is a period.</summary>
    public static bool Is(Dimension dimension) => dimension is >= Dimension.Day and <= Dimension.Year;

    /// <summary>The period of a day; <see cref="Unknown"/> where it is not known finely enough.</summary>
    public static long Of(Dimension kind, EventDay day) => IsKnown(kind, day) ? Of(kind, day.First) : Unknown;

    /// <summary>The period of a day.</summary>
    public static long Of(Dimension kind, DateOnly day) => kind switch
    {
        Dimension.Day => day.DayNumber,
        Dimension.Week => (day.DayNumber - FirstMonday.DayNumber) / DaysOfWeek,
        Dimension.Month => Months(day),
        Dimension.Quarter => Months(day) / MonthsOfQuarter,
        Dimension.Year => day.Year,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Whether what went on from one day to another has a part in more periods than that in which it began.</summary>
    public static bool Spans(Dimension kind, EventDay start, EventDay end) =>
        end != start && Of(kind, start) is var first && first != Unknown && Of(kind, end.First) > first;

    /// <summary>How many periods there can be from one to the same one of the next year.</summary>
    public static IReadOnlyList<int> InYear(Dimension kind) => kind switch
    {
        Dimension.Day => [365, 366],
        Dimension.Week => [52, 53],
        Dimension.Month => [MonthsOfYear],
        Dimension.Quarter => [Quarters],
        Dimension.Year => [1],
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>The first day of a period; of one after the last year that there is, the last day of that.</summary>
    public static DateOnly FirstDay(Dimension kind, long period) => kind switch
    {
        _ when period > Of(kind, DateOnly.MaxValue) => DateOnly.MaxValue,
        Dimension.Day => DateOnly.FromDayNumber((int)period),
        Dimension.Week => FirstMonday.AddDays((int)period * DaysOfWeek),
        Dimension.Month => FirstMonday.AddMonths((int)period),
        Dimension.Quarter => FirstMonday.AddMonths((int)period * MonthsOfQuarter),
        Dimension.Year => new DateOnly((int)period, 1, 1),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>The last day of a period; of one that goes on beyond the year 9999, the last day that there is.</summary>
    public static DateOnly LastDay(Dimension kind, long period) => period < Of(kind, DateOnly.MaxValue) ? FirstDay(kind, period + 1).AddDays(-1) : DateOnly.MaxValue;

    /// <summary>The same period of the year before; <see cref="Unknown"/> where it had none: the 29th of February, and week 53.</summary>
    public static long YearBefore(Dimension kind, long period)
    {
        switch (kind)
        {
            case Dimension.Day:
                var day = DateOnly.FromDayNumber((int)period);
                return day is { Month: 2, Day: 29 } ? Unknown : day.AddYears(-1).DayNumber;
            case Dimension.Week:
                var (year, week) = WeekOf(period);
                return week > ISOWeek.GetWeeksInYear(year - 1) ? Unknown : Of(kind, DateOnly.FromDateTime(ISOWeek.ToDateTime(year - 1, week, DayOfWeek.Monday)));
            case Dimension.Month:
                return period - MonthsOfYear;
            case Dimension.Quarter:
                return period - Quarters;
            default:
                return period - 1;
        }
    }

    /// <summary>The text of a period.</summary>
    public static string Text(Dimension kind, long period)
    {
        var first = FirstDay(kind, period);
        switch (kind)
        {
            case Dimension.Day:
                return first.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            case Dimension.Week:
                var (year, week) = WeekOf(period);
                return string.Create(CultureInfo.InvariantCulture, $"{year:0000}-W{week:00}");
            case Dimension.Month:
                return first.ToString("yyyy-MM", CultureInfo.InvariantCulture);
            case Dimension.Quarter:
                return string.Create(CultureInfo.InvariantCulture, $"{first.Year:0000}-Q{((first.Month - 1) / MonthsOfQuarter) + 1}");
            default:
                return first.ToString("yyyy", CultureInfo.InvariantCulture);
        }
    }

    private static (int Year, int Week) WeekOf(long period)
    {
        var monday = FirstDay(Dimension.Week, period).ToDateTime(TimeOnly.MinValue);
        return (ISOWeek.GetYear(monday), ISOWeek.GetWeekOfYear(monday));
    }

    private static int Months(DateOnly day) => ((day.Year - 1) * MonthsOfYear) + day.Month - 1;

    // A day that was given although only the month is known says nothing of the week.
    private static bool IsKnown(Dimension kind, EventDay day) => day.Year > 0 && kind switch
    {
        Dimension.Day => day is { Month: > 0, Day: > 0, Precision: <= DatePrecision.Day },
        Dimension.Week => day is { Month: > 0, Day: > 0, Precision: <= DatePrecision.Week },
        Dimension.Month or Dimension.Quarter => day is { Month: > 0, Precision: <= DatePrecision.Month },
        _ => true,
    };
}

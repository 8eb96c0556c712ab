using System.Globalization;
using Casualties.Reports.V1;

namespace Casualties.Gateway.Bulletin;

/// <summary>The days that a bulletin is about, and those over which it shows the course of time.</summary>
/// <param name="From">The first day.</param>
/// <param name="Before">The day after the last one.</param>
/// <param name="Period">The month ("2021-08") or the year ("2021") that the days are; empty for other windows, which have nothing to be compared with.</param>
/// <param name="CourseFrom">The first day of the course of time.</param>
/// <param name="CourseBy">Its steps: weeks or months.</param>
public sealed record BulletinWindow(DateOnly From, DateOnly Before, string Period, DateOnly CourseFrom, Dimension CourseBy)
{
    /// <summary>The first and the last year that a bulletin can be about.</summary>
    public const int YearMin = 1900, YearMax = 2199;

    /// <summary>The longest window, years: 120 months are as many as a page can show.</summary>
    public const int YearsMax = 10;

    /// <summary>Up to this many days the course of time is shown by weeks.</summary>
    public const int WeeksUpToDays = 92;

    /// <summary>By what the window and an earlier one are compared: its kind of period; null if it is none.</summary>
    public Dimension? PeriodBy => Period.Length switch { 7 => Dimension.Month, 4 => Dimension.Year, _ => null };

    /// <summary>What people call it: "August 2021", "2021", "5 August 2021 to 3 September 2021".</summary>
    public string Name => Period.Length > 0 ? NameOf(Period) : $"{Text(From)} to {Text(Before.AddDays(-1))}";

    /// <summary>The periods of the course of time, in their order, as in <see cref="DimensionValue"/>: also those of which nothing is known.</summary>
    public IEnumerable<string> Course
    {
        get
        {
            if (CourseBy == Dimension.Month)
            {
                for (DateOnly month = new(CourseFrom.Year, CourseFrom.Month, 1); month < Before; month = month.AddMonths(1))
                    yield return MonthOf(month);
                yield break;
            }

            int sinceMonday = ((int)CourseFrom.DayOfWeek + 6) % 7;
            for (DateOnly week = CourseFrom.AddDays(-sinceMonday); week < Before; week = week.AddDays(7))
                yield return WeekOf(week);
        }
    }

    /// <summary>A month, with the twelve before it.</summary>
    public static BulletinWindow Month(DateOnly first) => new(first, first.AddMonths(1), MonthOf(first), first.AddMonths(-12), Dimension.Month);

    /// <summary>A year.</summary>
    public static BulletinWindow Year(int year)
    {
        DateOnly first = new(year, 1, 1);
        return new BulletinWindow(first, first.AddYears(1), year.ToString("D4", CultureInfo.InvariantCulture), first, Dimension.Month);
    }

    /// <summary>Some days; a month or a year, if they are one.</summary>
    public static BulletinWindow Between(DateOnly from, DateOnly before)
    {
        if (from.Day == 1 && before == from.AddMonths(1))
            return Month(from);
        if (from is { Day: 1, Month: 1 } && before == from.AddYears(1))
            return Year(from.Year);
        Dimension by = before.DayNumber - from.DayNumber <= WeeksUpToDays ? Dimension.Week : Dimension.Month;
        return new BulletinWindow(from, before, "", from, by);
    }

    /// <summary>A period in words: "August 2021"; a week with its Monday, "2021-W31, from 2 August".</summary>
    public static string NameOf(string period)
    {
        ArgumentNullException.ThrowIfNull(period);
        if (DateOnly.TryParseExact(period, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly month))
            return month.ToString("MMMM yyyy", CultureInfo.InvariantCulture);
        if (period.Split("-W") is not [var year, var week])
            return period;
        DateTime monday = ISOWeek.ToDateTime(int.Parse(year, CultureInfo.InvariantCulture), int.Parse(week, CultureInfo.InvariantCulture), DayOfWeek.Monday);
        return $"{period}, from {monday.ToString("d MMMM", CultureInfo.InvariantCulture)}";
    }

    private static string Text(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    private static string MonthOf(DateOnly day) => day.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private static string WeekOf(DateOnly day)
    {
        DateTime time = day.ToDateTime(TimeOnly.MinValue);
        return string.Create(CultureInfo.InvariantCulture, $"{ISOWeek.GetYear(time):D4}-W{ISOWeek.GetWeekOfYear(time):D2}");
    }
}

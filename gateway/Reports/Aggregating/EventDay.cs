using Casualties.Incidents.V1;
using Casualties.Type.V1;

namespace Casualties.Gateway.Reports;

/// <summary>A day as far as it is known, and how finely. Month and day are 0 where they are not given; the year is 0 where nothing is known.</summary>
internal readonly record struct EventDay(int Year, int Month, int Day, DatePrecision Precision)
{
    /// <summary>The first day that it can mean. One that is known within a week is taken as it was recorded.</summary>
    public DateOnly First => new(Year, IsOfYear ? 1 : Month, IsOfMonth ? 1 : Day);

    /// <summary>The last day that it can mean.</summary>
    public DateOnly Last => IsOfYear ? new(Year, 12, 31) : new(Year, Month, IsOfMonth ? DateTime.DaysInMonth(Year, Month) : Day);

    private bool IsOfYear => Month == 0 || Precision == DatePrecision.Year;

    private bool IsOfMonth => IsOfYear || Day == 0 || Precision == DatePrecision.Month;

    /// <summary>The day of a time of an incident.</summary>
    public static EventDay Of(EventTime? time, Google.Type.Date? date) => date is null ? default : new(date.Year, date.Month, date.Day, time!.Precision);

    /// <summary>Whether all days that it can mean are among those asked for: what is not known so finely is not guessed.</summary>
    /// <param name="from">The first day asked for; null: any.</param>
    /// <param name="before">The day after the last one; null: any.</param>
    public bool IsWithin(DateOnly? from, DateOnly? before)
    {
        if (from is null && before is null)
            return true;
        return Year > 0 && !(First < from) && !(Last >= before);
    }
}

using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using Google.Protobuf.Reflection;
using Google.Type;

namespace Casualties.Hosting.Records;

/// <summary>Values of index columns as text that filters compare: dates as ISO 8601, enumerations as named in the contract; null for not set.</summary>
public static class IndexText
{
    /// <summary>The text, or null if it is empty.</summary>
    public static string? Of(string? text) => string.IsNullOrEmpty(text) ? null : text;

    /// <summary>The first day that a date can mean: "2021-08-01" where only August 2021 is known.</summary>
    public static string? Of(Date? date) => date is null ? null : Text(date.Year, Math.Max(date.Month, 1), Math.Max(date.Day, 1));

    /// <summary>The last day that a date can mean: "2021-08-31" where only August 2021 is known. Only compared, so the 31st of every month will do.</summary>
    public static string? LastDayOf(Date? date) =>
        date is null ? null : Text(date.Year, date.Month == 0 ? 12 : date.Month, date.Day == 0 ? 31 : date.Day);

    /// <summary>The name of the value in the contract, for example "INCIDENT_STATE_ACTIVE"; null for not set.</summary>
    public static string? Of<TEnum>(TEnum value)
        where TEnum : struct, Enum => Names<TEnum>.ByValue.GetValueOrDefault(value);

    /// <summary>A day, like "2021-08-31".</summary>
    public static string Day(DateOnly day) => Text(day.Year, day.Month, day.Day);

    private static string Text(int year, int month, int day) => string.Create(CultureInfo.InvariantCulture, $"{year:0000}-{month:00}-{day:00}");

    private static class Names<TEnum>
        where TEnum : struct, Enum
    {
        public static readonly FrozenDictionary<TEnum, string> ByValue = (
            from field in typeof(TEnum).GetFields(BindingFlags.Public | BindingFlags.Static)
            let value = (TEnum)field.GetValue(null)!
            where Convert.ToInt32(value, CultureInfo.InvariantCulture) != 0
            select KeyValuePair.Create(value, field.GetCustomAttribute<OriginalNameAttribute>()!.Name)).ToFrozenDictionary();
    }
}

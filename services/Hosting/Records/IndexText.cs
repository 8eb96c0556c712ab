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

    /// <summary>"2021-08-03"; "2021-08" or "2021" where only that is known.</summary>
    public static string? Of(Date? date) => date switch
    {
        null => null,
        { Month: 0 } => date.Year.ToString("0000", CultureInfo.InvariantCulture),
        { Day: 0 } => string.Create(CultureInfo.InvariantCulture, $"{date.Year:0000}-{date.Month:00}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{date.Year:0000}-{date.Month:00}-{date.Day:00}"),
    };

    /// <summary>The name of the value in the contract, for example "INCIDENT_STATE_ACTIVE"; null for not set.</summary>
    public static string? Of<TEnum>(TEnum value)
        where TEnum : struct, Enum => Names<TEnum>.ByValue.GetValueOrDefault(value);

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

using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Casualties.Hosting;

/// <summary>Values that are one text in JSON and in queries: numbers, texts, enumerations, times, masks.</summary>
internal static class JsonScalar
{
    /// <summary>Whether a single value of the field is one text.</summary>
    public static bool IsScalar(FieldDescriptor field) =>
        !field.IsMap && (field.FieldType != FieldType.Message || IsMask(field) || IsTime(field));

    /// <summary>What is wrong with a value in text; null if nothing is.</summary>
    public static string? Fault(FieldDescriptor field, string text) => field.FieldType switch
    {
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => Unless(
            IsPlain(text) && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _), "must be a whole number of 32 bits"),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => Unless(
            IsPlain(text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _), "must be a whole number of 64 bits"),
        FieldType.UInt32 or FieldType.Fixed32 => Unless(
            IsPlain(text) && uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _), "must be a whole number of 32 bits, not negative"),
        FieldType.UInt64 or FieldType.Fixed64 => Unless(
            IsPlain(text) && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _), "must be a whole number of 64 bits, not negative"),
        FieldType.Double or FieldType.Float => Unless(
            double.TryParse(text, Real, CultureInfo.InvariantCulture, out _), "must be a number"),
        FieldType.Bool => Unless(text is "true" or "false", "must be true or false"),
        FieldType.Enum => Unless(
            field.EnumType.FindValueByName(text) is not null || int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            $"is not a value of {field.EnumType.FullName}"),
        FieldType.Bytes => Unless(Base64.IsValid(text), "must be base64"),
        FieldType.Message when IsTime(field) => Unless(IsParsed(field.MessageType, text), $"must be a {field.MessageType.Name}, as in 2021-08-03T20:00:00Z"),
        FieldType.Message => Unless(!text.AsSpan().ContainsAnyExcept(MaskChars), "must be paths of fields, separated by commas"),
        _ => null,
    };

    /// <summary>What is wrong with a value in JSON; null if nothing is.</summary>
    public static string? Fault(FieldDescriptor field, ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            // The transcoding reads no numbers in quotes here, though canonical JSON would.
            case JsonTokenType.String when field.FieldType is FieldType.Double or FieldType.Float:
                return Unless(reader.GetString() is "NaN" or "Infinity" or "-Infinity", "must be a number, without quotes");
            case JsonTokenType.String when field.FieldType is FieldType.Enum:
                return Unless(field.EnumType.FindValueByName(reader.GetString()!) is not null, $"is not a value of {field.EnumType.FullName}");
            case JsonTokenType.String when field.FieldType is not FieldType.Bool:
                return Fault(field, reader.GetString()!);
            case JsonTokenType.Number when field.FieldType is not (FieldType.String or FieldType.Bytes or FieldType.Bool or FieldType.Message):
                return Fault(field, System.Text.Encoding.UTF8.GetString(reader.ValueSpan));
            case JsonTokenType.True or JsonTokenType.False when field.FieldType is FieldType.Bool:
                return null;
            default:
                reader.Skip();
                return field.FieldType switch
                {
                    FieldType.Bool => "must be true or false",
                    FieldType.String or FieldType.Bytes or FieldType.Enum or FieldType.Message => "must be a text in quotes",
                    _ => "must be a number",
                };
        }
    }

    private const NumberStyles Real = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private static readonly System.Buffers.SearchValues<char> MaskChars =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.,*");

    private static bool IsMask(FieldDescriptor field) => field.MessageType == FieldMask.Descriptor;

    private static bool IsTime(FieldDescriptor field) => field.MessageType == Timestamp.Descriptor || field.MessageType == Duration.Descriptor;

    // As JSON writes numbers: neither a plus sign nor leading zeros.
    private static bool IsPlain(ReadOnlySpan<char> number)
    {
        var digits = number.TrimStart('-');
        return !number.StartsWith('+') && (digits.Length < 2 || digits[0] != '0');
    }

    private static string? Unless(bool valid, string fault) => valid ? null : fault;

    private static bool IsParsed(MessageDescriptor type, string text)
    {
        try
        {
            JsonParser.Default.Parse(JsonSerializer.Serialize(text), type);
            return true;
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }
    }
}

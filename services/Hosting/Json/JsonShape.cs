using System.Text.Json;
using Google.Protobuf.Reflection;

namespace Casualties.Hosting;

/// <summary>
/// Checks JSON against the message that it stands for: known fields only, each once, each of the right kind. All faults are listed, each
/// with its path; a parser would stop at the first and say no path.
/// </summary>
internal static class JsonShape
{
    private const int MaxShownNameChars = 80;

    /// <summary>Adds every violation.</summary>
    /// <param name="json">The JSON, UTF-8.</param>
    /// <param name="message">The message that it stands for.</param>
    /// <param name="path">The path of that message in the request.</param>
    /// <param name="maxDepth">How deep the JSON may be nested.</param>
    /// <param name="violations">Where to add them.</param>
    public static void Check(ReadOnlySpan<byte> json, MessageDescriptor message, string path, int maxDepth, Violations violations)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = maxDepth });
        var walk = new Walk(violations, path, required: true);
        try
        {
            reader.Read();
            CheckMessage(ref reader, message, ref walk);
            reader.Read();
        }
        catch (JsonException e)
        {
            violations.Add(path, $"is not valid JSON, or nested deeper than {maxDepth} levels: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}");
        }
        catch (InvalidOperationException)
        {
            // What the reader throws for a text with half of a surrogate pair, or with bytes that are not UTF-8.
            violations.Add(path, "holds a text that is not well-formed Unicode");
        }
    }

    private static void CheckMessage(ref Utf8JsonReader reader, MessageDescriptor message, ref Walk walk)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            walk.Add("", "must be a JSON object");
            reader.Skip();
            return;
        }
        var seen = new HashSet<FieldDescriptor>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (!JsonFields.TryFind(message, name, out var field))
            {
                walk.Add(name.Length <= MaxShownNameChars ? name : name[..MaxShownNameChars], $"is not a field of {message.FullName}");
                reader.Skip();
                continue;
            }
            if (!seen.Add(field))
                walk.Add(field.Name, "is given twice");
            else if (field.RealContainingOneof is { } oneof && oneof.Fields.Count(seen.Contains) > 1)
                walk.Add(field.Name, $"is given beside another {oneof.Name}");
            CheckField(ref reader, field, ref walk);
        }
    }

    private static void CheckField(ref Utf8JsonReader reader, FieldDescriptor field, ref Walk walk)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return;
        if (!field.IsRepeated)
        {
            CheckValue(ref reader, field, -1, ref walk);
            return;
        }
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            walk.Add(field.Name, "must be a JSON array");
            reader.Skip();
            return;
        }
        for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
            CheckValue(ref reader, field, i, ref walk);
    }

    private static void CheckValue(ref Utf8JsonReader reader, FieldDescriptor field, int index, ref Walk walk)
    {
        if (JsonScalar.IsScalar(field))
        {
            if (JsonScalar.Fault(field, ref reader) is { } fault)
                walk.Add(field.Name, fault, index);
        }
        else if (walk.Enter(field.Name, index))
        {
            CheckMessage(ref reader, field.MessageType, ref walk);
            walk.Leave();
        }
        else
        {
            reader.Skip();
        }
    }
}

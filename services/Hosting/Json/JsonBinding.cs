using System.Text;
using System.Text.RegularExpressions;
using Google.Api;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Casualties.Hosting;

/// <summary>Which parts of an HTTP request become which fields of the RPC's request, by its <c>google.api.http</c> rule.</summary>
internal sealed partial class JsonBinding
{
    private const int MaxShownKeyChars = 80;

    private readonly MessageDescriptor _request;
    private readonly string _body;
    private readonly FieldDescriptor? _bodyField;
    private readonly HashSet<string> _pathFields;

    public JsonBinding(MethodDescriptor method, HttpRule rule)
    {
        _request = method.InputType;
        _body = rule.Body;
        _bodyField = _body is "" or "*" ? null : _request.FindFieldByName(_body);
        _pathFields = [.. PathVariable().Matches(PatternOf(rule)).Select(match => match.Groups["field"].Value)];
    }

    public bool ReadsBody => _body.Length > 0;

    public void CheckBody(ReadOnlySpan<byte> json, int maxDepth, Violations violations) =>
        JsonShape.Check(json, _bodyField?.MessageType ?? _request, _bodyField?.Name ?? "", maxDepth, violations);

    public void CheckQuery(IQueryCollection query, Violations violations)
    {
        var seen = new HashSet<string>();
        foreach (var (key, values) in query)
        {
            if (Resolve(key) is not var (path, field))
                violations.Add(Shown(key), "is not a parameter of this method");
            else if (_body == "*" || path.Split('.')[0] == _body)
                violations.Add(path, "is given in the body, not in the query");
            else if (_pathFields.Contains(path))
                violations.Add(path, "is given in the path, not in the query");
            else if (!seen.Add(path) || (values.Count > 1 && !field.IsRepeated))
                violations.Add(path, "is given twice");
            else
                CheckValues(path, field, values, violations);
        }
    }

    /// <summary>Field masks in a query may be written in either style; the transcoding reads lower_snake only.</summary>
    public void NormaliseMasks(HttpRequest request)
    {
        var masks = request.Query.Where(pair => Resolve(pair.Key)?.Field is { } field && IsMask(field)).Select(pair => pair.Key).ToArray();
        if (masks.Length == 0)
            return;
        var query = request.Query.ToDictionary(pair => pair.Key, pair => pair.Value);
        foreach (var key in masks)
            query[key] = ToSnakeCase(query[key].ToString());
        request.Query = new QueryCollection(query);
    }

    private static void CheckValues(string path, FieldDescriptor field, StringValues values, Violations violations)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (JsonScalar.Fault(field, values[i] ?? "") is { } fault)
                violations.Add(field.IsRepeated ? $"{path}[{i}]" : path, fault);
        }
    }

    // A key is a path of field names, in either style, to a field that fits into one text.
    private (string Path, FieldDescriptor Field)? Resolve(string key)
    {
        var names = key.Split('.');
        var message = _request;
        var path = new List<string>(names.Length);
        for (var i = 0; message is not null && JsonFields.TryFind(message, names[i], out var field); i++)
        {
            path.Add(field.Name);
            if (i == names.Length - 1)
                return JsonScalar.IsScalar(field) ? (string.Join('.', path), field) : null;
            message = field is { FieldType: FieldType.Message, IsRepeated: false } && !JsonScalar.IsScalar(field) ? field.MessageType : null;
        }
        return null;
    }

    private static bool IsMask(FieldDescriptor field) => field.FieldType == FieldType.Message && field.MessageType == FieldMask.Descriptor;

    private static string Shown(string key) => key.Length <= MaxShownKeyChars ? key : key[..MaxShownKeyChars];

    private static string ToSnakeCase(string paths)
    {
        var snake = new StringBuilder(paths.Length + 8);
        foreach (var c in paths)
        {
            if (char.IsAsciiLetterUpper(c))
                snake.Append('_').Append(char.ToLowerInvariant(c));
            else
                snake.Append(c);
        }
        return snake.ToString();
    }

    private static string PatternOf(HttpRule rule) => rule.PatternCase switch
    {
        HttpRule.PatternOneofCase.Get => rule.Get,
        HttpRule.PatternOneofCase.Put => rule.Put,
        HttpRule.PatternOneofCase.Post => rule.Post,
        HttpRule.PatternOneofCase.Delete => rule.Delete,
        HttpRule.PatternOneofCase.Patch => rule.Patch,
        _ => rule.Custom?.Path ?? "",
    };

    [GeneratedRegex(@"\{(?<field>[a-z0-9_.]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PathVariable();
}

using System.Text.RegularExpressions;
using Casualties.Type.V1;
using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Access.Tests;

/// <summary>What an RPC answered.</summary>
/// <param name="Code">The code.</param>
/// <param name="Reason">The reason of an error; empty without one.</param>
/// <param name="Bytes">Everything that was answered: messages, headers and trailers.</param>
internal sealed record RpcAnswer(StatusCode Code, string Reason, IReadOnlyList<byte[]> Bytes);

/// <summary>Every RPC of the contracts, found in the descriptors and called without generated code, so that a later one is covered on the day it is added.</summary>
internal static partial class Rpcs
{
    private static readonly Marshaller<byte[]> Raw = Marshallers.Create(bytes => bytes, bytes => bytes);

    /// <summary>Every RPC of the suite.</summary>
    public static IReadOnlyList<MethodDescriptor> All { get; } =
    [
        .. typeof(AccessRule).Assembly.GetTypes()
            .Select(type => type.GetProperty("Descriptor", System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Static)?.GetValue(null))
            .OfType<FileDescriptor>()
            .SelectMany(file => file.Services)
            .SelectMany(service => service.Methods)
            .OrderBy(method => method.FullName, StringComparer.Ordinal),
    ];

    /// <summary>The RPC with this full name.</summary>
    public static MethodDescriptor Find(string fullName) => All.Single(method => method.FullName == fullName);

    /// <summary>Its access rule.</summary>
    public static AccessRule RuleOf(MethodDescriptor method) => method.GetOptions().GetExtension(AccessExtensions.Access);

    /// <summary>Calls an RPC over gRPC; of a stream that goes on for ever, what comes first.</summary>
    public static async Task<RpcAnswer> CallAsync(CallInvoker calls, MethodDescriptor method, IMessage request)
    {
        var type = method.IsClientStreaming ? MethodType.DuplexStreaming : method.IsServerStreaming ? MethodType.ServerStreaming : MethodType.Unary;
        var raw = new Method<byte[], byte[]>(type, method.Service.FullName, method.Name, Raw, Raw);
        var options = new CallOptions(deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(30));
        var bytes = new List<byte[]>();
        try
        {
            switch (type)
            {
                case MethodType.Unary:
                    using (var call = calls.AsyncUnaryCall(raw, null, options, request.ToByteArray()))
                        bytes.Add(await call);
                    break;
                case MethodType.ServerStreaming:
                    using (var call = calls.AsyncServerStreamingCall(raw, null, options, request.ToByteArray()))
                    {
                        while (await call.ResponseStream.MoveNext(CancellationToken.None))
                        {
                            bytes.Add(call.ResponseStream.Current);
                            if (GoesOn(method))
                                break;
                        }
                    }
                    break;
                default:
                    using (var call = calls.AsyncDuplexStreamingCall(raw, null, options))
                    {
                        await WriteAsync(call.RequestStream, request.ToByteArray());
                        while (await call.ResponseStream.MoveNext(CancellationToken.None))
                            bytes.Add(call.ResponseStream.Current);
                    }
                    break;
            }
            return new RpcAnswer(StatusCode.OK, "", bytes);
        }
        catch (RpcException e)
        {
            bytes.Add(System.Text.Encoding.UTF8.GetBytes(e.Status.Detail));
            bytes.AddRange(e.Trailers.Where(trailer => trailer.Key != "date").Select(trailer => trailer.IsBinary ? trailer.ValueBytes : System.Text.Encoding.UTF8.GetBytes(trailer.Value)));
            return new RpcAnswer(e.StatusCode, e.GetRpcStatus() is null ? "" : Refusal.Of(e).Reason, bytes);
        }
    }

    /// <summary>Calls an RPC with JSON; of a stream that goes on for ever, what comes first. Null: it cannot be called so.</summary>
    public static async Task<RpcAnswer?> CallAsync(HttpClient http, MethodDescriptor method, IMessage request)
    {
        if (method.GetOptions().GetExtension(AnnotationsExtensions.Http) is not { } rule)
            return null;
        using var message = JsonRequest(rule, request);
        using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
        if (!response.IsSuccessStatusCode)
        {
            var refusal = await Refusal.OfAsync(response);
            return new RpcAnswer(refusal.Code, refusal.Reason, [await response.Content.ReadAsByteArrayAsync()]);
        }
        using var body = new StreamReader(await response.Content.ReadAsStreamAsync());
        var text = GoesOn(method) ? await body.ReadLineAsync() : await body.ReadToEndAsync();
        return new RpcAnswer(StatusCode.OK, "", [System.Text.Encoding.UTF8.GetBytes(text ?? "")]);
    }

    private static bool GoesOn(MethodDescriptor method) => method.Name.StartsWith("Watch", StringComparison.Ordinal);

    private static HttpRequestMessage JsonRequest(HttpRule rule, IMessage request)
    {
        var (verb, pattern) = rule.PatternCase switch
        {
            HttpRule.PatternOneofCase.Get => (HttpMethod.Get, rule.Get),
            HttpRule.PatternOneofCase.Post => (HttpMethod.Post, rule.Post),
            _ => (HttpMethod.Patch, rule.Patch),
        };
        var path = Variable().Replace(pattern, match => $"{ValueAt(request, match.Groups["field"].Value)}");
        if (verb == HttpMethod.Get)
            return new HttpRequestMessage(verb, $"{path}{QueryOf(request, pattern)}");
        IMessage body = rule.Body is "*" or "" ? request : (IMessage)request.Descriptor.FindFieldByName(rule.Body).Accessor.GetValue(request) ?? request;
        var json = rule.Body == "*" ? WithoutPath(request, pattern) : JsonFormatter.Default.Format(body);
        var query = rule.Body is "*" or "" ? "" : QueryOf(request, pattern, rule.Body);
        return new HttpRequestMessage(verb, $"{path}{query}") { Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json") };
    }

    private static object ValueAt(IMessage message, string path)
    {
        object value = message;
        foreach (var name in path.Split('.'))
            value = ((IMessage)value).Descriptor.FindFieldByName(name).Accessor.GetValue((IMessage)value);
        return value;
    }

    private static string WithoutPath(IMessage request, string pattern)
    {
        var copy = request.Descriptor.Parser.ParseFrom(request.ToByteArray());
        foreach (Match match in Variable().Matches(pattern))
            copy.Descriptor.FindFieldByName(match.Groups["field"].Value.Split('.')[0])?.Accessor.Clear(copy);
        return JsonFormatter.Default.Format(copy);
    }

    // What is required and neither in the path nor in the body.
    private static string QueryOf(IMessage request, string pattern, string body = "")
    {
        var inPath = Variable().Matches(pattern).Select(match => match.Groups["field"].Value.Split('.')[0]).ToHashSet();
        var query = new List<string>();
        foreach (var field in request.Descriptor.Fields.InDeclarationOrder().Where(field => !inPath.Contains(field.Name) && field.Name != body))
        {
            switch (field.Accessor.GetValue(request))
            {
                case string { Length: > 0 } text:
                    query.Add($"{field.JsonName}={Uri.EscapeDataString(text)}");
                    break;
                case IEnumerable<string> texts:
                    query.AddRange(texts.Select(text => $"{field.JsonName}={Uri.EscapeDataString(text)}"));
                    break;
                case Enum value when Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture) != 0:
                    query.Add($"{field.JsonName}={field.EnumType.FindValueByNumber(Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture)).Name}");
                    break;
            }
        }
        return query.Count == 0 ? "" : $"?{string.Join('&', query)}";
    }

    // A call that is refused takes no more requests.
    private static async Task WriteAsync(IClientStreamWriter<byte[]> requests, byte[] request)
    {
        try
        {
            await requests.WriteAsync(request);
            await requests.CompleteAsync();
        }
        catch (Exception e) when (e is InvalidOperationException or RpcException)
        {
            // Why, stands in the answer.
        }
    }

    [GeneratedRegex(@"\{(?<field>[a-z_.]+)(=[^}]*)?\}", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Variable();
}

using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using RpcStatus = Google.Rpc.Status;

namespace Casualties.Hosting;

/// <summary>
/// Gives the errors that the gRPC framework raises by itself, before or after our code runs, the reason that every error of the suite has:
/// a message too large or not readable, a deadline that passed, a method that does not exist, a body that does not come.
/// </summary>
internal sealed class FrameworkErrors
{
    private const string StatusHeader = "grpc-status";
    private const string MessageHeader = "grpc-message";
    private const string DetailsHeader = "grpc-status-details-bin";

    private readonly RequestDelegate _next;
    private readonly Limits _limits;
    private readonly Func<object, Task> _explainHeaders;

    public FrameworkErrors(RequestDelegate next, Limits limits)
    {
        _next = next;
        _limits = limits;
        _explainHeaders = ExplainHeaders;
    }

    public async Task InvokeAsync(HttpContext context)
    {
        if (!CallErrors.IsGrpc(context.Request.ContentType))
        {
            await AnswerJsonAsync(context);
            return;
        }
        // An error before the first message stands in the headers, which are sent before the pipeline returns; a later one in the trailers.
        context.Response.OnStarting(_explainHeaders, context.Response);
        await _next(context);
        if (context.Response.HasStarted && context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers is { IsReadOnly: false } trailers)
            Explain(trailers);
    }

    // The server would log it as a fault of ours.
    private async Task AnswerJsonAsync(HttpContext context)
    {
        try
        {
            await _next(context);
        }
        catch (BadHttpRequestException) when (!context.Response.HasStarted)
        {
            context.Response.Headers.Connection = "close";
            await JsonErrors.WriteAsync(context.Response, Unreadable("the body came too slowly, or not to its end"));
        }
    }

    /// <summary>Answers a gRPC call without running it.</summary>
    public static void Answer(HttpResponse response, RpcStatus status)
    {
        response.ContentType = "application/grpc";
        Write(response.Headers, status);
    }

    /// <summary>The error that the framework means by a code; null if only our own code uses it.</summary>
    public static RpcStatus? Explained(StatusCode code, long limitBytes) => code switch
    {
        StatusCode.Unimplemented => NoSuchMethod(StatusCode.Unimplemented),
        StatusCode.ResourceExhausted => StatusErrors.MessageTooLarge(limitBytes),
        StatusCode.DeadlineExceeded => StatusErrors.DeadlineExceeded(),
        StatusCode.Cancelled => StatusErrors.Cancelled(),
        StatusCode.Internal => StatusErrors.Internal(),
        _ => null,
    };

    public static RpcStatus NoSuchMethod(StatusCode code) =>
        StatusErrors.Create(code, Type.V1.ErrorReason.NoSuchMethod, "There is no such method.");

    public static RpcStatus Unreadable(string message)
    {
        var violations = new Violations();
        violations.Add("", message);
        return StatusErrors.ToStatus(violations.Found!);
    }

    private Task ExplainHeaders(object response)
    {
        Explain(((HttpResponse)response).Headers);
        return Task.CompletedTask;
    }

    private void Explain(IHeaderDictionary headers)
    {
        if (!headers.TryGetValue(StatusHeader, out var text) || headers.ContainsKey(DetailsHeader))
            return;
        var code = Enum.TryParse<StatusCode>(text, out var parsed) ? parsed : StatusCode.Unknown;
        // Handlers never answer UNKNOWN, see CallInterceptor: it is the framework failing to read the message.
        var status = code == StatusCode.Unknown ? Unreadable("the message is not a valid protobuf message") : Explained(code, _limits.MaxRequestBytes);
        if (status is not null)
            Write(headers, status);
    }

    /// <summary>The headers, or trailers, by which gRPC says how a call ended.</summary>
    public static IEnumerable<(string Name, string Value)> TrailersOf(RpcStatus status) =>
    [
        (StatusHeader, status.Code.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        (MessageHeader, Uri.EscapeDataString(status.Message)),
        (DetailsHeader, Convert.ToBase64String(status.ToByteArray()).TrimEnd('=')),
    ];

    private static void Write(IHeaderDictionary headers, RpcStatus status)
    {
        foreach (var (name, value) in TrailersOf(status))
            headers[name] = value;
    }
}

using Casualties.Storage;
using Casualties.Type.V1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Casualties.Hosting;

/// <summary>
/// Stands around every RPC: checks the fields of a single request before its handler sees it, has what is answered written into the audit log where that is
/// due, takes out of it what the caller may not see, and turns what handlers throw into the errors of the contract. The entries of request streams are checked by the services, since each is refused on its own.
/// </summary>
internal sealed partial class CallInterceptor(
    IHostApplicationLifetime lifetime, Limits limits, Disclosures disclosures, AuditTrail audit, DeniedCalls denied, TimeProvider time, ILogger<CallInterceptor> logger)
    : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            CheckFields(request);
            return await ShownAsync(request, await continuation(request, context), context);
        }
        catch (Exception e)
        {
            throw Answer(e, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            CheckFields(request);
            var shown = new ShownResponses<TResponse>(responseStream, this, context);
            await continuation(request, shown, context);
            await shown.OpenAsync();
        }
        catch (Exception e)
        {
            throw Answer(e, context);
        }
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await ShownAsync<TRequest, TResponse>(null, await continuation(requestStream, context), context);
        }
        catch (Exception e)
        {
            throw Answer(e, context);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            var shown = new ShownResponses<TResponse>(responseStream, this, context);
            await continuation(requestStream, shown, context);
            await shown.OpenAsync();
        }
        catch (Exception e)
        {
            throw Answer(e, context);
        }
    }

    private static void CheckFields<TRequest>(TRequest request)
    {
        var violations = new Violations();
        FieldRules.Check((IMessage)request!, violations);
        violations.ThrowIfAny();
    }

    // Recorded as it is, and before anything of it is shown.
    private async ValueTask<TResponse> ShownAsync<TRequest, TResponse>(TRequest? request, TResponse response, ServerCallContext context)
        where TRequest : class
    {
        await audit.AnsweredAsync(request, response, context);
        return Shown(response, context);
    }

    private ValueTask OpenedAsync(ServerCallContext context) => audit.OpenedAsync(context);

    // Ready bytes are made for an audience; all else is shown as far as the caller may see. Health and reflection have no caller.
    private TResponse Shown<TResponse>(TResponse response, ServerCallContext context)
    {
        if (response is IMessage message && context.GetHttpContext().Features.Get<Caller>() is { } caller && AccessRules.Of(context.Method)?.Audit != AuditKind.BreakGlass)
            disclosures.Apply(message, caller);
        return response;
    }

    private RpcException Answer(Exception exception, ServerCallContext context)
    {
        var answer = AnswerOf(exception, context);
        if (answer.StatusCode is StatusCode.Unauthenticated or StatusCode.PermissionDenied && answer.GetRpcStatus() is { } status)
            denied.Add(context.GetHttpContext(), status);
        return answer;
    }

    private RpcException AnswerOf(Exception exception, ServerCallContext context)
    {
        switch (exception)
        {
            case RpcException { StatusCode: var code } e when e.GetRpcStatus() is null && FrameworkErrors.Explained(code, limits.MaxRequestBytes) is { } status:
                return status.ToRpcException();
            case Refusal or ServiceUnreachable or NoticeNotDelivered or RpcException:
                return StatusErrors.From(exception);
            case StoreFailed:
                LogStoreFailed(logger, context.Method, StatusErrors.TraceId, exception.Message, exception.InnerException?.Message);
                return StatusErrors.From(exception);
            case OperationCanceledException when Ended(context) is { } status:
                return status.ToRpcException();
            // A stream that cannot be written to any more: the caller is gone, whatever the write says.
            case InvalidOperationException or IOException when context.CancellationToken.IsCancellationRequested && Ended(context) is { } status:
                return status.ToRpcException();
            default:
                // Neither the message nor the exception itself: both may quote a request.
                LogFault(logger, context.Method, StatusErrors.TraceId, TypesOf(exception), exception.StackTrace);
                return StatusErrors.Internal().ToRpcException();
        }
    }

    /// <summary>Why the call was ended from outside; null if it was not.</summary>
    private Google.Rpc.Status? Ended(ServerCallContext context)
    {
        if (DefaultDeadline.Passed(context) || context.Deadline <= time.GetUtcNow().UtcDateTime)
            return StatusErrors.DeadlineExceeded();
        if (context.CancellationToken.IsCancellationRequested)
            return StatusErrors.Cancelled();
        return lifetime.ApplicationStopping.IsCancellationRequested ? StatusErrors.ShuttingDown() : null;
    }

    private static string TypesOf(Exception exception)
    {
        var types = exception.GetType().FullName!;
        for (var inner = exception.InnerException; inner is not null; inner = inner.InnerException)
            types += $" < {inner.GetType().FullName}";
        return types;
    }

    /// <summary>A stream of responses, each shown as far as the caller may see.</summary>
    private sealed class ShownResponses<TResponse>(IServerStreamWriter<TResponse> responses, CallInterceptor calls, ServerCallContext context)
        : IServerStreamWriter<TResponse>
    {
        private bool _open;

        public WriteOptions? WriteOptions
        {
            get => responses.WriteOptions;
            set => responses.WriteOptions = value;
        }

        public Task WriteAsync(TResponse message) => WriteAsync(message, CancellationToken.None);

        public Task WriteAsync(TResponse message, CancellationToken cancellationToken) =>
            _open ? responses.WriteAsync(calls.Shown(message, context), cancellationToken) : OpenAsync(message, cancellationToken);

        /// <summary>Has the stream recorded, if it was not yet.</summary>
        public ValueTask OpenAsync()
        {
            if (_open)
                return default;
            _open = true;
            return calls.OpenedAsync(context);
        }

        private async Task OpenAsync(TResponse message, CancellationToken cancel)
        {
            await OpenAsync();
            await responses.WriteAsync(calls.Shown(message, context), cancel);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "{Method} failed by a fault of ours: {Types}, trace {TraceId}\n{Stack}")]
    private static partial void LogFault(ILogger logger, string method, string traceId, string types, string? stack);

    [LoggerMessage(2, LogLevel.Error, "{Method} failed by the store, trace {TraceId}: {Fault} {Cause}")]
    private static partial void LogStoreFailed(ILogger logger, string method, string traceId, string fault, string? cause);
}

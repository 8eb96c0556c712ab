using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Casualties.Tests.Shared;

/// <summary>Ends streams that are still open long after every test should be over, so that a stream in which nothing comes fails its test instead of holding up all.</summary>
internal sealed class HangGuard : Interceptor
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation) =>
        continuation(request, Limited(context));

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation) =>
        continuation(Limited(context));

    private static ClientInterceptorContext<TRequest, TResponse> Limited<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context)
        where TRequest : class
        where TResponse : class =>
        context.Options.CancellationToken.CanBeCanceled
            ? context
            : new(context.Method, context.Host, context.Options.WithCancellationToken(new CancellationTokenSource(Limit).Token));
}

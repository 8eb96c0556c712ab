using Grpc.Core;

namespace Casualties.Hosting;

/// <summary>What a call says of its caller.</summary>
public static class CallExtensions
{
    /// <summary>Who calls.</summary>
    public static Caller Caller(this ServerCallContext context) => Hosting.Caller.Of(context);

    /// <summary>Fires when the caller gives up or the time of the call is over; a unary call without a deadline has <see cref="Limits.DefaultDeadline"/>.</summary>
    public static CancellationToken Budget(this ServerCallContext context) => context.CancellationToken;
}

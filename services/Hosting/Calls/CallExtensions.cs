using Grpc.Core;

namespace Casualties.Hosting;

/// <summary>What a call says of its caller.</summary>
public static class CallExtensions
{
    /// <summary>Who calls: the actor of the revisions that the call makes. "anonymous" as long as no credentials are demanded.</summary>
    public static string Actor(this ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return "anonymous";
    }

    /// <summary>Fires when the caller gives up or the time of the call is over; a unary call without a deadline has <see cref="Limits.DefaultDeadline"/>.</summary>
    public static CancellationToken Budget(this ServerCallContext context) => context.CancellationToken;
}

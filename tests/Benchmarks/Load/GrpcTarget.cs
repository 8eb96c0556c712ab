using Casualties.Hosting;

namespace Benchmarks.Load;

/// <summary>Writes the body of one request, an encoded message, and answers its length.</summary>
/// <param name="number">The number of the request; no two requests to a target have the same.</param>
/// <param name="target">Where to write it.</param>
internal delegate int WriteBody(long number, Span<byte> target);

/// <summary>A unary method that is called under load.</summary>
/// <param name="address">Where it is served: HTTP/2 without TLS.</param>
/// <param name="method">"package.Service/Method".</param>
/// <param name="write">Writes the requests.</param>
/// <param name="caller">Who calls; null: whoever.</param>
internal sealed class GrpcTarget(Uri address, string method, WriteBody write, TokenSource? caller = null)
{
    private long number = -1;

    public Uri Address => address;

    public string Method => method;

    /// <summary>The header <c>authorization</c> of calls; null: they have none.</summary>
    public string? Authorization => caller?.Header;

    /// <summary>Writes the next request and answers its length.</summary>
    public int WriteNext(Span<byte> target) => write(Interlocked.Increment(ref number), target);
}

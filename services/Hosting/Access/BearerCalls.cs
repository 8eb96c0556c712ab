using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Net.Http.Headers;

namespace Casualties.Hosting;

/// <summary>Calls that carry a token.</summary>
public static class BearerCalls
{
    /// <summary>Calls with a token, which is asked for at each call: a caller's token changes before it expires.</summary>
    public static CallInvoker WithToken(this CallInvoker calls, Func<string> token) => calls.Intercept(headers =>
    {
        headers.Add(HeaderNames.Authorization, $"Bearer {token()}");
        return headers;
    });
}

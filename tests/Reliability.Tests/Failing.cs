using System.Net;
using System.Text.Json;
using Grpc.Core;

namespace Reliability.Tests;

/// <summary>Calls that are meant to fail, and with what.</summary>
internal static class Failing
{
    /// <summary>Fails unless a gRPC call fails with this code and reason.</summary>
    public static async Task CallAsync(StatusCode code, string reason, Func<Task> call)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal((code, reason), (failure.StatusCode, ReasonOf(failure)));
    }

    /// <summary>Fails unless a JSON call fails with this status and a body that says the same as gRPC would.</summary>
    public static async Task JsonAsync(HttpStatusCode status, StatusCode code, string reason, Func<Task<HttpResponseMessage>> call)
    {
        using var response = await call();
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal((int)code, body.RootElement.GetProperty("code").GetInt32());
        var info = body.RootElement.GetProperty("details").EnumerateArray().First(detail => detail.GetProperty("@type").GetString() == "type.googleapis.com/google.rpc.ErrorInfo");
        Assert.Equal(reason, info.GetProperty("reason").GetString());
    }

    /// <summary>The reason that an error of the suite carries.</summary>
    public static string? ReasonOf(RpcException failure) => failure.GetRpcStatus()?.GetDetail<Google.Rpc.ErrorInfo>()?.Reason;
}

using Microsoft.AspNetCore.Http;
using RpcStatus = Google.Rpc.Status;

namespace Casualties.Hosting;

/// <summary>Answers a call with an error outside an RPC, in the form that the caller reads.</summary>
public static class CallErrors
{
    /// <summary>Answers with a status: gRPC to callers of gRPC, JSON to all others. The response must not have started.</summary>
    public static Task AnswerAsync(HttpContext context, RpcStatus status)
    {
        if (!FrameworkErrors.IsGrpc(context.Request))
            return JsonErrors.WriteAsync(context.Response, status);
        context.Response.StatusCode = StatusCodes.Status200OK;
        FrameworkErrors.Answer(context.Response, status);
        return Task.CompletedTask;
    }
}

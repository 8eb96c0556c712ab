using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Casualties.Hosting;

/// <summary>Marks endpoints that forward RPCs of the contracts: what they forward to applies the rules too, and is called for known callers only.</summary>
public sealed class ForwardsRpcs;

/// <summary>Lets an RPC run for those whom its rule in the contract names, and for nobody else: no rule means no.</summary>
internal sealed class Permission(RequestDelegate next)
{
    // What is open to everyone: it says whether a process is well, and, where it is switched on, what the published contracts say.
    private static readonly string[] OpenServices = ["grpc.health.v1.Health", "grpc.reflection.v1alpha.ServerReflection", "grpc.reflection.v1.ServerReflection"];

    public Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<GrpcMethodMetadata>() is { } rpc)
            return OpenServices.Contains(rpc.Method.ServiceName, StringComparer.Ordinal) ? next(context) : DecideAsync(context, AccessRules.Of(rpc.Method.FullName));
        if (endpoint?.Metadata.GetMetadata<ForwardsRpcs>() is null)
            return next(context);
        // The path of JSON does not name the RPC; the service, which knows, decides.
        return CallErrors.IsGrpc(context.Request.ContentType) ? DecideAsync(context, AccessRules.Of(context.Request.Path.Value ?? "")) : DemandCallerAsync(context);
    }

    private Task DecideAsync(HttpContext context, RpcRule? rule)
    {
        if (context.Features.Get<Caller>() is not { } caller)
            return Denial.UnauthenticatedAsync(context, "A token is needed.");
        if (rule is null)
            return CallErrors.AnswerAsync(context, FrameworkErrors.NoSuchMethod(Grpc.Core.StatusCode.Unimplemented));
        return rule.Allows(caller) ? next(context) : Denial.NotPermittedAsync(context, caller, rule);
    }

    private Task DemandCallerAsync(HttpContext context) =>
        context.Features.Get<Caller>() is null ? Denial.UnauthenticatedAsync(context, "A token is needed.") : next(context);
}

using Casualties.Type.V1;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace Casualties.Hosting;

/// <summary>Answers callers who may not do what they ask for.</summary>
internal static class Denial
{
    /// <summary>It is not known who calls.</summary>
    public static Task UnauthenticatedAsync(HttpContext context, string message)
    {
        context.Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        return AnswerAsync(context, StatusErrors.Create(StatusCode.Unauthenticated, ErrorReason.Unauthenticated, message));
    }

    /// <summary>It is known who calls, and that caller may not.</summary>
    public static Task NotPermittedAsync(HttpContext context, Caller caller, RpcRule rule) => AnswerAsync(context, StatusErrors.Create(
        StatusCode.PermissionDenied,
        ErrorReason.NotPermitted,
        $"It takes a role of {rule.RoleWords}, and the audience {rule.AudienceWord}. You have {string.Join(", ", caller.Roles.All.Select(AccessWords.Of))}, and the audience {AccessWords.Of(caller.Audience)}.",
        ("roles", rule.RoleWords),
        ("audience", rule.AudienceWord)));

    private static Task AnswerAsync(HttpContext context, Google.Rpc.Status status)
    {
        context.RequestServices.GetRequiredService<DeniedCalls>().Add(context, status);
        return CallErrors.AnswerAsync(context, status);
    }
}

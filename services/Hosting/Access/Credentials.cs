using System.Security.Claims;
using Casualties.Type.V1;
using Microsoft.AspNetCore.Http;

namespace Casualties.Hosting;

/// <summary>
/// Looks at the credentials of every request: a bearer token in the header <c>authorization</c>, and nowhere else. A token that is not valid is refused
/// also where none is needed: whoever shows one means to be somebody.
/// </summary>
internal sealed class Credentials(RequestDelegate next, TokenReader tokens, AccessSettings settings, CallerBudgets budgets, Listening listening)
{
    private const string Scheme = "Bearer ";

    public async Task InvokeAsync(HttpContext context)
    {
        var headers = context.Request.Headers.Authorization;
        if (headers.Count == 0)
        {
            if (settings.AllowAnonymousReaders)
                context.Features.Set(Caller.Anonymous);
            await next(context);
            return;
        }
        var token = headers is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : "";
        // Looking at a token costs more than most answers: until it is known whose it is, its address pays.
        if (listening.Socket is null && !tokens.Remembers(token) && budgets.TakeCall(context) is { } excess)
        {
            await CallerLimits.RefuseAsync(context, excess);
            return;
        }
        Caller? caller;
        try
        {
            caller = await tokens.ReadAsync(token);
        }
        catch (ServiceUnreachable e)
        {
            // The token may well be good: whoever shows it should keep it, and try again.
            await CallErrors.AnswerAsync(context, StatusErrors.ToStatus(e));
            return;
        }
        if (caller is null)
        {
            await Denial.UnauthenticatedAsync(context, "The token is not valid.");
            return;
        }
        context.Features.Set(caller);
        context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimsIdentity.DefaultNameClaimType, caller.Subject)], "Bearer"));
        await next(context);
    }
}

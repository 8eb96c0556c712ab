using Microsoft.AspNetCore.Http;

namespace Casualties.Hosting;

/// <summary>
/// Looks at the credentials of every request: a bearer token in the header <c>authorization</c>, and nowhere else. A token that is not valid is refused
/// also where none is needed: whoever shows one means to be somebody.
/// </summary>
internal sealed class Credentials(RequestDelegate next, TokenReader tokens, AccessSettings settings, CallerBudgets budgets, Listening listening)
{
    private const string Scheme = "Bearer ";

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Request.Headers.Authorization;
        if (headers.Count == 0)
            return settings.AllowAnonymousReaders ? PassAsync(context, Caller.Anonymous) : next(context);
        var token = headers is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header.AsSpan(Scheme.Length).Trim() : default;
        return tokens.Known(token) is { } caller ? PassAsync(context, caller) : LookAsync(context, token.ToString());
    }

    private async Task LookAsync(HttpContext context, string token)
    {
        // Looking at a token costs more than most answers: until it is known whose it is, its address pays.
        if (listening.Socket is null && budgets.TakeLook(context) is { } excess)
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
        await (caller is null ? Denial.UnauthenticatedAsync(context, "The token is not valid.") : PassAsync(context, caller));
    }

    private Task PassAsync(HttpContext context, Caller caller)
    {
        context.Features.Set(caller);
        return next(context);
    }
}

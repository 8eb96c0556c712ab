using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Grpc.Core;

namespace Casualties.Tests.Shared;

/// <summary>What an error of the suite says, over gRPC or as JSON: both are the same <c>google.rpc.Status</c>.</summary>
/// <param name="Code">The code.</param>
/// <param name="Message">The message for developers.</param>
/// <param name="Reason">The reason in the one <c>ErrorInfo</c>.</param>
/// <param name="Metadata">Its metadata.</param>
/// <param name="Violations">Every violation: the path of the field and what is wrong.</param>
/// <param name="Resources">The names of the records that it is about.</param>
public sealed record Refusal(
    StatusCode Code,
    string Message,
    string Reason,
    IReadOnlyDictionary<string, string> Metadata,
    IReadOnlyList<(string Field, string Description)> Violations,
    IReadOnlyList<string> Resources)
{
    private static readonly JsonParser Json = new(new JsonParser.Settings(32, TypeRegistry.FromFiles(ErrorDetailsReflection.Descriptor)));

    /// <summary>The paths of the fields that are wrong.</summary>
    public IEnumerable<string> Fields => Violations.Select(violation => violation.Field);

    /// <summary>The refusal of a call over gRPC. Throws if the call is not refused, or if its error is not one of the suite's.</summary>
    public static async Task<Refusal> OfAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (RpcException e)
        {
            return Of(e);
        }
        throw new InvalidOperationException("The call was not refused.");
    }

    /// <summary>The refusal of a call over gRPC.</summary>
    public static async Task<Refusal> OfAsync<TResponse>(AsyncUnaryCall<TResponse> call)
    {
        using (call)
            return await OfAsync(() => call.ResponseAsync);
    }

    /// <summary>The refusal in an exception. Throws if it is not one of the suite's.</summary>
    public static Refusal Of(RpcException exception) =>
        Of(exception.GetRpcStatus() ?? throw new InvalidOperationException($"The error has no details: {exception.Status}", exception));

    /// <summary>The refusal in an HTTP response. Throws if it is not one of the suite's, or if the HTTP status does not belong to its code.</summary>
    public static async Task<Refusal> OfAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        if (response.IsSuccessStatusCode || response.Content.Headers.ContentType?.MediaType != "application/json")
            throw new InvalidOperationException($"The response is not an error in JSON: {(int)response.StatusCode} {text}");
        var refusal = Of(Json.Parse<Google.Rpc.Status>(text));
        return (int)response.StatusCode == HttpStatusOf(refusal.Code)
            ? refusal
            : throw new InvalidOperationException($"HTTP status {(int)response.StatusCode} does not belong to {refusal.Code}: {text}");
    }

    /// <summary>The refusal of an entry of an import.</summary>
    public static Refusal Of(Google.Rpc.Status status)
    {
        var info = status.Details.Single(detail => detail.Is(ErrorInfo.Descriptor)).Unpack<ErrorInfo>();
        if (info.Domain != "casualties")
            throw new InvalidOperationException($"The error is of another domain: {status}");
        var violations = status.GetDetail<BadRequest>()?.FieldViolations.Select(violation => (violation.Field, violation.Description));
        var resources = status.Details.Where(detail => detail.Is(ResourceInfo.Descriptor)).Select(detail => detail.Unpack<ResourceInfo>().ResourceName);
        return new Refusal((StatusCode)status.Code, status.Message, info.Reason, info.Metadata.ToDictionary(), [.. violations ?? []], [.. resources]);
    }

    private static int HttpStatusOf(StatusCode code) => code switch
    {
        StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.OutOfRange => 400,
        StatusCode.Unauthenticated => 401,
        StatusCode.PermissionDenied => 403,
        StatusCode.NotFound => 404,
        StatusCode.AlreadyExists or StatusCode.Aborted => 409,
        StatusCode.ResourceExhausted => 429,
        StatusCode.Unimplemented => 501,
        StatusCode.Unavailable => 503,
        StatusCode.DeadlineExceeded => 504,
        _ => 500,
    };
}

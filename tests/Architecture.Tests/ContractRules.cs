using System.Reflection;
using Casualties.Type.V1;
using Google.Api;
using Google.Protobuf.Reflection;

namespace Architecture.Tests;

/// <summary>The rules that every RPC must keep (protos/README.md).</summary>
public static class ContractRules
{
    private static readonly string[] ReadVerbs = ["Get", "BatchGet", "List", "Watch"];

    /// <summary>The contracts of the suite, as generated.</summary>
    public static IReadOnlyList<FileDescriptor> Contracts { get; } =
    [
        .. typeof(AccessRule).Assembly.GetTypes()
            .Where(type => type.Name.EndsWith("Reflection", StringComparison.Ordinal))
            .Select(type => type.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null))
            .OfType<FileDescriptor>()
            .OrderBy(file => file.Name, StringComparer.Ordinal),
    ];

    /// <summary>What is wrong with the RPCs of a contract, a sentence each.</summary>
    public static IEnumerable<string> Find(FileDescriptor file) =>
        from service in file.Services
        from method in service.Methods
        from fault in Access(method).Concat(Audit(method)).Concat(Http(method)).Concat(Effects(method)).Concat(Request(method))
        select $"{method.FullName} {fault}";

    /// <summary>What is wrong with the records of a contract, a sentence each: free text that is shown without anybody having decided to whom.</summary>
    public static IEnumerable<string> FindUndisclosed(FileDescriptor file) =>
        from message in file.MessageTypes
        where message.FindFieldByName("visibility") is not null && message.GetOptions()?.GetExtension(ResourceExtensions.Resource) is not null
        from field in message.Fields.InDeclarationOrder()
        where field.FieldType == FieldType.String && field.Name != "etag"
        let options = field.GetOptions()
        let limit = options?.GetExtension(LimitExtensions.Limit)
        where limit is { HasMaxBytes: true, Form: TextForm.Unspecified or TextForm.Url } && options!.GetExtension(DisclosureExtensions.Disclosure) is null
        select $"{field.FullName} is free text, and does not say who sees it";

    private static IEnumerable<string> Access(MethodDescriptor method)
    {
        var rule = method.GetOptions()?.GetExtension(AccessExtensions.Access);
        if (rule is null)
        {
            yield return "has no access rule";
            yield break;
        }

        if (rule.Roles.Count == 0 || rule.Roles.Contains(Role.Unspecified))
            yield return "has an access rule without a role";
        if (rule.Audience == Audience.Unspecified)
            yield return "has an access rule without an audience";
    }

    // The audit log looks into single answers, and not into streams: what these are must be said.
    private static IEnumerable<string> Audit(MethodDescriptor method)
    {
        if (method.GetOptions()?.GetExtension(AccessExtensions.Access) is not { } rule)
            yield break;
        if (method is { IsServerStreaming: true, IsClientStreaming: false } && rule.Audit == AuditKind.Unspecified)
            yield return "streams, and its access rule does not say what that is to the audit log";
        if (rule.Audit is AuditKind.Denied or AuditKind.Search)
            yield return "has an access rule with a kind of audit that follows from the call";
        if (rule.Audit != AuditKind.BreakGlass)
            yield break;
        if (method.IsServerStreaming || method.IsClientStreaming || rule.Audience != Audience.Restricted || rule.Roles is not [Role.Admin])
            yield return "breaks the glass, and is not for single calls of an admin of the restricted audience";
        if (method.InputType.FindFieldByName("reason")?.GetOptions()?.GetExtension(FieldBehaviorExtensions.FieldBehavior)?.Contains(FieldBehavior.Required) is not true)
            yield return "breaks the glass without a reason";
    }

    // JSON over HTTP has no way to stream requests.
    private static IEnumerable<string> Http(MethodDescriptor method)
    {
        if (!method.IsClientStreaming && method.GetOptions()?.GetExtension(AnnotationsExtensions.Http) is null)
            yield return "has no HTTP rule";
    }

    private static IEnumerable<string> Effects(MethodDescriptor method)
    {
        var reads = method.GetOptions()?.IdempotencyLevel == MethodOptions.Types.IdempotencyLevel.NoSideEffects;
        var namedAsRead = ReadVerbs.Any(verb => method.Name.StartsWith(verb, StringComparison.Ordinal));
        if (namedAsRead && !reads)
            yield return "reads, and is not marked NO_SIDE_EFFECTS";
        if (reads || namedAsRead)
            yield break;
        var requestId = method.InputType.FindFieldByName("request_id");
        if (requestId is null)
            yield return "changes something, and its request has no request_id";
        else if (requestId.GetOptions()?.GetExtension(FieldInfoExtensions.FieldInfo)?.Format != Google.Api.FieldInfo.Types.Format.Uuid4)
            yield return "has a request_id that is not of format UUID4";
        else if (requestId.GetOptions()?.GetExtension(FieldBehaviorExtensions.FieldBehavior)?.Contains(FieldBehavior.Required) is not true)
            yield return "has a request_id that is not required";
    }

    // The name of the request message is what tells the uses of one request id by two methods apart.
    private static IEnumerable<string> Request(MethodDescriptor method)
    {
        if (method.Service.Methods.Any(other => other != method && other.InputType == method.InputType))
            yield return "shares its request message with another RPC";
    }
}

using System.Collections.Frozen;
using System.Reflection;
using Casualties.Type.V1;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Casualties.Hosting;

/// <summary>The access rule of an RPC, as the contract has it.</summary>
public sealed class RpcRule(AccessRule rule, bool isRead)
{
    private readonly RoleSet _roles = RoleSet.Of(rule.Roles);

    /// <summary>The lowest audience.</summary>
    public Audience Audience { get; } = rule.Audience;

    /// <summary>What every answered call is to the audit log; unspecified: what its answer makes of it.</summary>
    public AuditKind Audit { get; } = rule.Audit;

    /// <summary>Whether it changes nothing. Who changes what stands in the revisions.</summary>
    public bool IsRead => isRead;

    /// <summary>Whether a caller may call.</summary>
    public bool Allows(Caller caller) => caller.Audience >= Audience && caller.Roles.HasAny(_roles);

    internal string RoleWords { get; } = string.Join(", ", rule.Roles.Select(AccessWords.Of));

    internal string AudienceWord => AccessWords.Of(Audience);
}

/// <summary>The access rules in the contracts.</summary>
public static class AccessRules
{
    private static readonly FrozenDictionary<string, RpcRule> ByPath = (
        from file in ContractFiles.All
        from service in file.Services
        from method in service.Methods
        let options = method.GetOptions()
        let rule = options?.GetExtension(AccessExtensions.Access)
        where rule is not null
        let isRead = options.IdempotencyLevel == MethodOptions.Types.IdempotencyLevel.NoSideEffects
        select KeyValuePair.Create($"/{service.FullName}/{method.Name}", new RpcRule(rule, isRead))).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The rule of an RPC by its path in gRPC; null if there is none, which means that nobody may call it.</summary>
    public static RpcRule? Of(string path) => ByPath.GetValueOrDefault(path);

    /// <summary>Throws if a method of a service has no rule: nobody could call it.</summary>
    internal static void Demand(ServiceDescriptor service)
    {
        foreach (var method in service.Methods)
        {
            var rule = method.GetOptions()?.GetExtension(AccessExtensions.Access);
            if (rule is null || rule.Roles.Count == 0 || rule.Roles.Contains(Role.Unspecified) || rule.Audience == Audience.Unspecified)
                throw new InvalidOperationException($"{method.FullName} has no access rule: set option (casualties.type.v1.access) with roles and an audience.");
        }
    }

    /// <summary>The contract that an implementation implements.</summary>
    internal static ServiceDescriptor ServiceOf(System.Type implementation)
    {
        for (var type = implementation; type is not null; type = type.BaseType)
        {
            if (type.GetCustomAttribute<BindServiceMethodAttribute>() is { } bind)
                return (ServiceDescriptor)bind.BindType.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
        }
        throw new InvalidOperationException($"{implementation} implements no service of the contracts.");
    }
}

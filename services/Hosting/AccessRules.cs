using System.Reflection;
using Casualties.Type.V1;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Casualties.Hosting;

/// <summary>The access rules in the contracts.</summary>
internal static class AccessRules
{
    /// <summary>Throws if a method of a service has no rule: it would be open to everyone once callers are told apart.</summary>
    public static void Demand(ServiceDescriptor service)
    {
        foreach (var method in service.Methods)
        {
            var rule = method.GetOptions()?.GetExtension(AccessExtensions.Access);
            if (rule is null || rule.Roles.Count == 0 || rule.Roles.Contains(Role.Unspecified) || rule.Audience == Audience.Unspecified)
                throw new InvalidOperationException($"{method.FullName} has no access rule: set option (casualties.type.v1.access) with roles and an audience.");
        }
    }

    /// <summary>The contract that an implementation implements.</summary>
    public static ServiceDescriptor ServiceOf(System.Type implementation)
    {
        for (var type = implementation; type is not null; type = type.BaseType)
        {
            if (type.GetCustomAttribute<BindServiceMethodAttribute>() is { } bind)
                return (ServiceDescriptor)bind.BindType.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
        }
        throw new InvalidOperationException($"{implementation} implements no service of the contracts.");
    }
}

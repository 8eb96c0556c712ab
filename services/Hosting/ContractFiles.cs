using System.Reflection;
using Casualties.Type.V1;
using Google.Protobuf.Reflection;

namespace Casualties.Hosting;

/// <summary>The contracts of the suite, as generated.</summary>
internal static class ContractFiles
{
    public static IReadOnlyList<FileDescriptor> All { get; } =
    [
        .. typeof(AccessRule).Assembly.GetTypes()
            .Select(type => type.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null))
            .OfType<FileDescriptor>(),
    ];
}

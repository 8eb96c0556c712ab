using System.Collections.Concurrent;
using System.Collections.Frozen;
using Google.Protobuf.Reflection;

namespace Casualties.Hosting;

/// <summary>The fields of messages by the names that JSON may use for them: lowerCamel, and lower_snake as in the contract.</summary>
internal static class JsonFields
{
    private static readonly ConcurrentDictionary<MessageDescriptor, FrozenDictionary<string, FieldDescriptor>> ByName = new();

    public static bool TryFind(MessageDescriptor message, string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out FieldDescriptor? field) =>
        ByName.GetOrAdd(message, static one => one.Fields.InDeclarationOrder()
                .SelectMany(field => new[] { KeyValuePair.Create(field.Name, field), KeyValuePair.Create(field.JsonName, field) })
                .DistinctBy(pair => pair.Key)
                .ToFrozenDictionary())
            .TryGetValue(name, out field);
}

using System.Collections.Frozen;
using Google.Api;

namespace Casualties.Hosting;

/// <summary>The resource names of the contracts, as their messages declare them by <c>google.api.resource</c>.</summary>
internal static class ResourceNames
{
    private static readonly FrozenDictionary<string, ResourceName> ByType = Declared().ToFrozenDictionary(name => name.Type);

    // What can be flagged: the resource type "*" of a reference that may name a record of several types (AIP-4231).
    private static readonly ResourceName Any = new("*", [["sources", "{source}"], ["claims", "{claim}"], ["incidents", "{incident}"]]);

    /// <summary>The form of the names of a type; throws if no message declares it, which is a fault of the contracts.</summary>
    public static ResourceName Of(string type) =>
        type == Any.Type ? Any : ByType.TryGetValue(type, out var name) ? name : throw new NotSupportedException($"No message declares the resource type {type}.");

    /// <summary>The type of a name; empty if it is of none.</summary>
    public static string TypeOf(string name) => Array.Find([.. ByType.Values], declared => declared.Matches(name))?.Type ?? "";

    private static IEnumerable<ResourceName> Declared() =>
        ContractFiles.All
            .SelectMany(file => file.MessageTypes)
            .Select(message => message.GetOptions()?.GetExtension(ResourceExtensions.Resource))
            .OfType<ResourceDescriptor>()
            .Select(resource => new ResourceName(resource.Type, [.. resource.Pattern.Select(pattern => pattern.Split('/'))]));
}

/// <summary>The form of the names of one resource type.</summary>
internal sealed class ResourceName(string type, string[][] patterns)
{
    public string Type { get; } = type;

    /// <summary>What is wrong with a name that does not match.</summary>
    public string Expected { get; } = $"must be a resource name of the form {string.Join(" or ", patterns.Select(pattern => string.Join('/', pattern)))}";

    public bool Matches(ReadOnlySpan<char> name)
    {
        foreach (var pattern in patterns)
        {
            if (Matches(pattern, name))
                return true;
        }
        return false;
    }

    private static bool Matches(string[] pattern, ReadOnlySpan<char> name)
    {
        var part = 0;
        foreach (var range in name.Split('/'))
        {
            if (part == pattern.Length)
                return false;
            var wanted = pattern[part++];
            if (wanted[0] == '{' ? !TextRules.IsResourceId(name[range]) : !name[range].SequenceEqual(wanted))
                return false;
        }
        return part == pattern.Length;
    }
}

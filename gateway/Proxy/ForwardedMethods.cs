using System.Collections.Frozen;
using Casualties.Counts.V1;
using Casualties.Incidents.V1;
using Casualties.Sources.V1;
using Google.Api;
using Google.Protobuf.Reflection;

namespace Casualties.Gateway.Proxy;

/// <summary>What the contracts say of the methods that the proxy forwards, by path: a method of gRPC has its own, a stream of JSON too.</summary>
internal static class ForwardedMethods
{
    private static readonly MethodDescriptor[] All =
        [.. IncidentService.Descriptor.Methods, .. ClaimService.Descriptor.Methods, .. SourceService.Descriptor.Methods];

    // Paths are matched like those of routes.
    private static readonly FrozenSet<string> Streams =
        All.Where(method => method.IsServerStreaming || method.IsClientStreaming).SelectMany(PathsOf).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Reads = All
        .Where(method => method.GetOptions()?.IdempotencyLevel == MethodOptions.Types.IdempotencyLevel.NoSideEffects)
        .SelectMany(PathsOf)
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a call goes on until one side ends it. All others have a deadline.</summary>
    public static bool IsStream(string path) => Streams.Contains(path);

    /// <summary>Whether a call may be broken off: reads, which change nothing, and streams, which are taken up again where they broke.</summary>
    public static bool CanBreakOff(HttpMethod method, string path) => method == HttpMethod.Get || Reads.Contains(path) || Streams.Contains(path);

    private static IEnumerable<string> PathsOf(MethodDescriptor method)
    {
        yield return $"/{method.Service.FullName}/{method.Name}";
        if (method.GetOptions()?.GetExtension(AnnotationsExtensions.Http) is { Get: { Length: > 0 } path })
            yield return path;
    }
}

using Casualties.Counts.V1;
using Casualties.Hosting;
using Casualties.Incidents.V1;
using Casualties.Sources.V1;
using Microsoft.AspNetCore.DataProtection;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace Casualties.Gateway.Proxy;

/// <summary>Forwards the services' own RPCs to them unchanged, by path: gRPC by the name of the service, JSON by the names of its collections.</summary>
internal static class ServiceProxy
{
    // An import may pause for as long as its caller likes. Dead connections are found by pings, stuck calls by their deadline.
    private static readonly TimeSpan Silence = TimeSpan.FromHours(1);

    private static readonly Dictionary<SuiteService, (string GrpcService, string[] Collections)> Paths = new()
    {
        [SuiteService.Incidents] = (IncidentService.Descriptor.FullName, ["incidents"]),
        [SuiteService.Counts] = (ClaimService.Descriptor.FullName, ["claims"]),
        [SuiteService.Sources] = (SourceService.Descriptor.FullName, ["sources", "calibrations"]),
    };

    /// <summary>Registers the proxy and where each service answers.</summary>
    public static void AddServiceProxy(this IServiceCollection services, IReadOnlyDictionary<SuiteService, ServiceAddress> addresses)
    {
        // The proxy keeps no session cookies, so it needs no keys that outlive the process (and are written to the home folder).
        services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        services.AddReverseProxy()
            .LoadFromMemory([.. addresses.Keys.SelectMany(Routes)], [.. addresses.Select(entry => Cluster(entry.Key, entry.Value))]);
        services.AddSingleton<IForwarderHttpClientFactory>(provider => new ServiceClients(
            addresses.ToDictionary(entry => entry.Key.Word(), entry => entry.Value),
            provider.GetRequiredService<IHostApplicationLifetime>(),
            provider.GetRequiredService<ILogger<ServiceClients>>()));
        services.AddSingleton<IsForwardedStream>(static call => ForwardedMethods.IsStream(call.Request.Path));
    }

    /// <summary>Puts the proxy in.</summary>
    public static void MapServiceProxy(this WebApplication app) => app.MapReverseProxy(proxy => proxy.UseMiddleware<ForwardedCall>()).WithMetadata(new ForwardsRpcs());

    private static IEnumerable<RouteConfig> Routes(SuiteService service)
    {
        var (grpc, collections) = Paths[service];
        yield return Route(service, "grpc", $"/{grpc}/{{**rest}}");
        foreach (var collection in collections)
        {
            yield return Route(service, $"{collection}-json", $"/v1/{collection}/{{**rest}}");
            // Custom methods of the collection: /v1/claims:batchGet.
            yield return Route(service, $"{collection}-json-custom", $"/v1/{collection}:{{method}}");
        }
    }

    // After the gateway's own paths, which are narrower: /v1/incidents/{incident}/report.
    private static RouteConfig Route(SuiteService service, string kind, string path) => new()
    {
        RouteId = $"{service.Word()}-{kind}",
        ClusterId = service.Word(),
        Match = new RouteMatch { Path = path },
        MaxRequestBodySize = -1,
        Order = 1,
    };

    private static ClusterConfig Cluster(SuiteService service, ServiceAddress address) => new()
    {
        ClusterId = service.Word(),
        Destinations = new Dictionary<string, DestinationConfig> { ["only"] = new() { Address = address.Uri.AbsoluteUri } },
        HttpRequest = new ForwarderRequestConfig
        {
            Version = System.Net.HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            ActivityTimeout = Silence,
        },
    };
}

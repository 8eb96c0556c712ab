using Casualties.Audit.V1;
using Casualties.Counts.V1;
using Casualties.Hosting;
using Casualties.Incidents.V1;
using Casualties.Sources.V1;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;

namespace Casualties.Gateway;

/// <summary>
/// The gateway's own connections to the services. Retries are gRPC's, for calls without side effects only, and there is no other retry
/// around them: see docs/adr/0006.
/// </summary>
public sealed class ServiceChannels : IDisposable
{
    private readonly Dictionary<SuiteService, GrpcChannel> channels;

    /// <summary>Makes the connections; nothing is connected before the first call.</summary>
    public ServiceChannels(IReadOnlyDictionary<SuiteService, ServiceAddress> addresses, TokenSource identity, ILoggerFactory loggers)
    {
        var config = new ServiceConfig();
        foreach (var descriptor in new[] { IncidentService.Descriptor, ClaimService.Descriptor, SourceService.Descriptor, AuditService.Descriptor })
            config.MethodConfigs.Add(RetrySafeCalls(descriptor));
        channels = addresses.ToDictionary(entry => entry.Key, entry => Open(entry.Value, config, loggers));
        Incidents = new IncidentService.IncidentServiceClient(As(identity, SuiteService.Incidents));
        Claims = new ClaimService.ClaimServiceClient(As(identity, SuiteService.Counts));
        Sources = new SourceService.SourceServiceClient(As(identity, SuiteService.Sources));
    }

    /// <summary>The incidents service.</summary>
    public IncidentService.IncidentServiceClient Incidents { get; }

    /// <summary>The counts service.</summary>
    public ClaimService.ClaimServiceClient Claims { get; }

    /// <summary>The sources service.</summary>
    public SourceService.SourceServiceClient Sources { get; }

    /// <summary>The audit log of a service, to be asked with the caller's own credentials.</summary>
    public AuditService.AuditServiceClient AuditOf(SuiteService service) => new(channels[service]);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var channel in channels.Values)
            channel.Dispose();
    }

    private CallInvoker As(TokenSource identity, SuiteService service) =>
        channels[service].CreateCallInvoker().WithToken(() => identity.Current);

    private static GrpcChannel Open(ServiceAddress address, ServiceConfig config, ILoggerFactory loggers)
    {
        var handler = new SocketsHttpHandler();
        address.Apply(handler, loggers.CreateLogger<ServiceChannels>());
        return GrpcChannel.ForAddress(address.Uri, new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            ThrowOperationCanceledOnCancellation = true,
            // The channel's own pauses must not outlast those of the feeds, which would wait for them.
            InitialReconnectBackoff = TimeSpan.FromMilliseconds(50),
            MaxReconnectBackoff = TimeSpan.FromSeconds(5),
            LoggerFactory = loggers,
            ServiceConfig = config,
            MaxReceiveMessageSize = MaxMessageBytes,
            MaxSendMessageSize = MaxMessageBytes,
        });
    }

    /// <summary>The largest message between gateway and services, in bytes: 1,000 records of the largest size fit.</summary>
    public const int MaxMessageBytes = 64 * 1024 * 1024;

    private static MethodConfig RetrySafeCalls(Google.Protobuf.Reflection.ServiceDescriptor service)
    {
        var config = new MethodConfig
        {
            RetryPolicy = new RetryPolicy
            {
                MaxAttempts = 4,
                InitialBackoff = TimeSpan.FromMilliseconds(50),
                MaxBackoff = TimeSpan.FromSeconds(1),
                BackoffMultiplier = 2,
                RetryableStatusCodes = { StatusCode.Unavailable },
            },
        };
        foreach (var method in service.Methods)
        {
            // A feed that breaks is resumed by its follower, from its checkpoint.
            var safe = method.GetOptions()?.IdempotencyLevel == Google.Protobuf.Reflection.MethodOptions.Types.IdempotencyLevel.NoSideEffects;
            if (safe && !method.IsServerStreaming)
                config.Names.Add(new MethodName { Service = service.FullName, Method = method.Name });
        }
        return config;
    }
}

using Casualties.Hosting.Records;
using Casualties.Type.V1;
using System.Security.Cryptography;
using Casualties.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Casualties.Hosting;

/// <summary>
/// What every process of the suite needs: Kestrel with limits, gRPC with JSON and gRPC-Web, the errors of the contract, deadlines, health,
/// reflection, logs, telemetry, and a quick shutdown.
/// </summary>
public static partial class ServiceHost
{
    /// <summary>The prefix of the suite's environment variables, for example <c>CASUALTIES_Listen__Grpc</c>.</summary>
    public const string EnvironmentPrefix = "CASUALTIES_";

    /// <summary>
    /// Composes a process. Settings come from the command line, before environment variables with <see cref="EnvironmentPrefix"/>, before
    /// others; no file is read. Throws <see cref="InvalidSetting"/>.
    /// </summary>
    /// <remarks>
    /// Settings: sections <c>Listen</c> (<see cref="Listening"/>), <c>Limits</c> (<see cref="Hosting.Limits"/>), <c>Access</c>
    /// (<see cref="AccessSettings"/>), <c>Disclosure</c> (<see cref="DisclosureSettings"/>) and <c>Logging</c>; <c>Audit:Path</c>, the file of the audit
    /// log; <c>Reflection</c>, true or false, by default true in development only; <c>Embedded</c>, true where another process hosts this one: it then
    /// leaves signals and telemetry to its host.
    /// </remarks>
    /// <param name="serviceName">The name of the service, in lower case, for logs and traces.</param>
    /// <param name="args">The command line.</param>
    /// <param name="defaults">Where to listen by default.</param>
    public static WebApplicationBuilder CreateBuilder(string serviceName, string[] args, ListenDefaults defaults)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            EnvironmentName = Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT")
                ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT")
                ?? Environments.Production,
        });
        builder.Configuration.AddEnvironmentVariables().AddEnvironmentVariables(EnvironmentPrefix).AddCommandLine(args);
        var limits = Limits.From(builder.Configuration);
        var listening = new Listening(builder.Configuration, defaults);
        var identity = new ServiceIdentity(serviceName);
        FieldRules.DeclareAcross<ReviewScope>(FlagRules.CheckScope);
        FieldRules.DeclareAcross<Casualties.Type.V1.Flag>(FlagRules.CheckFlag);
        builder.AddLogs();
        builder.AddKestrel(limits, listening);
        builder.AddRpc(limits);
        builder.Services.AddSingleton(limits).AddSingleton(listening).AddSingleton(identity).AddSingleton<OpenStreams>();
        builder.Services.AddSingleton<CallDeadline>().AddSingleton<CallerBudgets>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddAccess();
        builder.AddAudit(serviceName);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = limits.ShutdownTimeout);
        if (Flag(builder.Configuration, "Embedded", false))
            builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        else
            builder.AddTelemetry(serviceName);
        return builder;
    }

    /// <summary>Puts in what every call passes through, health, reflection, and the answer to unknown paths.</summary>
    public static void UseHosting(this WebApplication app)
    {
        app.Services.GetRequiredService<AuditLog>();
        var listening = app.Services.GetRequiredService<Listening>();
        app.UseMiddleware<ResponseHeaders>();
        app.UseGrpcWeb(new GrpcWebOptions { DefaultEnabled = true });
        app.UseMiddleware<FrameworkErrors>();
        app.UseMiddleware<Credentials>();
        // Behind a socket, the process in front has counted already.
        if (listening.Socket is null)
            app.UseMiddleware<CallerLimits>();
        app.UseMiddleware<Permission>();
        app.UseMiddleware<DefaultDeadline>();
        app.UseMiddleware<StrictJson>();
        app.MapHealthChecks("/healthz/live", new HealthCheckOptions { Predicate = _ => false }).DisableRateLimiting();
        app.MapHealthChecks("/healthz/ready").DisableRateLimiting();
        app.MapGrpcHealthChecksService().DisableRateLimiting();
        if (Flag(app.Configuration, "Reflection", app.Environment.IsDevelopment()))
            app.MapGrpcReflectionService();
        app.MapFallback("{*path}", AnswerUnknown);
        var name = app.Services.GetRequiredService<ServiceIdentity>().Name;
        app.Lifetime.ApplicationStarted.Register(() => LogListening(app.Logger, name, listening.Grpc, listening.Http, listening.Socket, listening.Https));
    }

    /// <summary>Maps a service of the contracts, for gRPC and for JSON. Throws if one of its methods carries no access rule.</summary>
    public static void MapRpc<TService>(this WebApplication app)
        where TService : class
    {
        AccessRules.Demand(AccessRules.ServiceOf(typeof(TService)));
        app.MapGrpcService<TService>();
    }

    /// <summary>Runs a process to its end, and answers its exit code: 0, 2 for a setting that it cannot start with, or 3 for a store that it cannot open or an address that is taken, each named on the error stream.</summary>
    public static async Task<int> RunAsync(Func<WebApplication> create)
    {
        try
        {
            await using var app = create();
            await app.RunAsync();
            return 0;
        }
        catch (InvalidSetting e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }
        catch (Exception e) when (e is StoreInUse or StoreFailed or IOException)
        {
            await Console.Error.WriteLineAsync(e.InnerException is null ? e.Message : $"{e.Message} {e.InnerException.Message}");
            return 3;
        }
    }

    private static Task AnswerUnknown(HttpContext context)
    {
        var code = CallErrors.IsGrpc(context.Request.ContentType) ? Grpc.Core.StatusCode.Unimplemented : Grpc.Core.StatusCode.NotFound;
        return CallErrors.AnswerAsync(context, FrameworkErrors.NoSuchMethod(code));
    }

    private static void AddLogs(this WebApplicationBuilder builder)
    {
        // What the framework says of single calls quotes query strings, and holds callers' mistakes for errors; our own code logs its faults.
        builder.Logging.SetMinimumLevel(LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("System", LogLevel.Warning)
            .AddFilter("Grpc", LogLevel.Critical)
            // It holds a process that was told to stop, the one thing that is checked, for a fault.
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks.DefaultHealthCheckService", LogLevel.Critical)
            .AddConfiguration(builder.Configuration.GetSection("Logging"));
        if (Console.IsErrorRedirected)
            builder.Logging.AddJsonConsole(console => console.UseUtcTimestamp = true);
        else
            builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        // The output stream is for results.
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    private static void AddKestrel(this WebApplicationBuilder builder, Limits limits, Listening listening) =>
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            limits.Apply(kestrel.Limits);
            listening.Configure(kestrel, limits);
        });

    private static void AddRpc(this WebApplicationBuilder builder, Limits limits)
    {
        builder.Services.AddSingleton<CallInterceptor>().AddSingleton<FileDownloads>();
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = limits.MaxRequestBytes;
            grpc.MaxSendMessageSize = null;
            grpc.IgnoreUnknownServices = true;
            // Around everything else: what is recorded and taken out there holds for files too.
            grpc.Interceptors.Add<FileDownloads>();
            grpc.Interceptors.Add<CallInterceptor>();
        }).AddJsonTranscoding(json =>
        {
            json.TypeRegistry = JsonErrors.Details;
            json.JsonSettings.IgnoreDefaultValues = false;
            json.JsonSettings.WriteEnumsAsIntegers = false;
            json.JsonSettings.WriteInt64sAsStrings = true;
        });
        builder.Services.AddGrpcReflection();
        builder.Services.AddGrpcHealthChecks().AddCheck<StoppingCheck>("stopping");
    }

    private static void AddAccess(this WebApplicationBuilder builder)
    {
        var settings = AccessSettings.From(builder.Configuration);
        builder.Services.AddSingleton(settings).AddSingleton(SuiteKey.Load(settings.KeyFile)).AddSingleton<TokenReader>().AddSingleton<TokenIssuer>();
        builder.Services.AddSingleton(DisclosureSettings.From(builder.Configuration)).AddSingleton<PublicPlaces>().AddSingleton<Disclosures>();
    }

    private static void AddAudit(this WebApplicationBuilder builder, string serviceName)
    {
        builder.Services.TryAddSingleton(RandomNumberGenerator.Create());
        builder.Services.AddSingleton(AuditSettings.From(builder.Configuration, serviceName)).AddSingleton<AuditLog>();
        builder.Services.AddSingleton<AuditTrail>().AddSingleton<DeniedCalls>().AddSingleton<BreakGlassNotice>().AddSingleton<AuditRpc>();
    }

    private static bool Flag(IConfiguration configuration, string setting, bool byDefault) => configuration[setting] switch
    {
        null => byDefault,
        var text => bool.TryParse(text, out var value) ? value : throw new InvalidSetting(setting, "must be true or false"),
    };

    [LoggerMessage(3, LogLevel.Information, "Listening as {Service}: gRPC {Grpc}, HTTP {Http}, socket {Socket}, HTTPS {Https}")]
    private static partial void LogListening(ILogger logger, string service, Uri? grpc, Uri? http, string? socket, Uri? https);

    private sealed record ServiceIdentity(string Name);

    /// <summary>Not ready once the process is told to stop, so that callers go elsewhere.</summary>
    private sealed class StoppingCheck(IHostApplicationLifetime lifetime) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(lifetime.ApplicationStopping.IsCancellationRequested ? HealthCheckResult.Unhealthy("stopping") : HealthCheckResult.Healthy());
    }

    /// <summary>Started and stopped by the process that hosts this one.</summary>
    private sealed class EmbeddedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

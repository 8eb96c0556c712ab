using System.Net;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Benchmarks.Servers;

/// <summary>The least that a gRPC server on Kestrel can do: answer every request with the same bytes. It is the limit for reading a report.</summary>
internal static class EchoServer
{
    /// <summary>The command that runs it, in a process of its own.</summary>
    public const string Verb = "echo";

    /// <summary>The name of the service.</summary>
    public const string ServiceName = "benchmarks.Echo";

    /// <summary>The name of its only method.</summary>
    public const string MethodName = $"{ServiceName}/{nameof(EchoRpc.Answer)}";

    /// <summary>Starts it in a process of its own.</summary>
    /// <param name="responseBytes">The length of every response, in bytes.</param>
    /// <param name="cancel">Gives up.</param>
    public static Task<ServerProcess> StartAsync(int responseBytes, CancellationToken cancel) =>
        ServerProcess.StartAsync(typeof(EchoServer).Assembly.GetName().Name!, [Verb, $"{responseBytes}"], cancel);

    /// <summary>Serves in this process until it is stopped.</summary>
    public static async Task ServeAsync(int responseBytes, CancellationToken cancel)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(
            kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(new EchoRpc(new byte[responseBytes]));
        await using var app = builder.Build();
        app.MapGrpcService<EchoRpc>();
        await app.StartAsync(cancel);
        await Console.Error.WriteLineAsync($"Listening as echo: gRPC {app.Urls.Single()}");
        await app.WaitForShutdownAsync(cancel);
    }
}

/// <summary>Answers every request with the same bytes.</summary>
internal sealed class EchoRpc(byte[] response) : EchoRpcBase
{
    public override Task<byte[]> Answer(byte[] request, ServerCallContext context) => Task.FromResult(response);
}

/// <summary>What generated code would say of the service: gRPC looks for it in a base class.</summary>
[BindServiceMethod(typeof(EchoRpcBase), nameof(Bind))]
internal abstract class EchoRpcBase
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(
        static (message, context) => context.Complete(message), static context => context.PayloadAsNewBuffer());

    private static readonly Method<byte[], byte[]> Method = new(MethodType.Unary, EchoServer.ServiceName, nameof(Answer), Bytes, Bytes);

    public static void Bind(ServiceBinderBase binder, EchoRpcBase? service) =>
        binder.AddMethod(Method, service is null ? null : new UnaryServerMethod<byte[], byte[]>(service.Answer));

    public abstract Task<byte[]> Answer(byte[] request, ServerCallContext context);
}

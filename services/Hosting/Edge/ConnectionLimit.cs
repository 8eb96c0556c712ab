using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Casualties.Hosting;

/// <summary>
/// Closes connections above the limit of the process as soon as they come. Kestrel's own limit counts each port apart, and logs every one that it closes:
/// open files are the process's, and whoever opens connections must not fill its disk.
/// </summary>
internal sealed class ConnectionLimit(int max, IServiceProvider services)
{
    private readonly Counter<long> _refused = services.GetRequiredService<IMeterFactory>().Create(Telemetry.Source)
        .CreateCounter<long>("casualties.connections.limited", "{connection}", "Connections closed since there are too many.");

    private int _open;

    /// <summary>Puts a port under the limit.</summary>
    public void Cover(ListenOptions port) => port.Use(next => connection => OnConnectionAsync(next, connection));

    private async Task OnConnectionAsync(ConnectionDelegate next, ConnectionContext connection)
    {
        var open = Interlocked.Increment(ref _open);
        try
        {
            if (open <= max)
                await next(connection);
            else
                _refused.Add(1);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }
}

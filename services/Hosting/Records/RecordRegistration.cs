using System.Reflection;
using System.Security.Cryptography;
using Casualties.Storage;
using Casualties.Storage.Sqlite;
using Casualties.Type.V1;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Casualties.Hosting.Records;

/// <summary>Gives a service its revision log.</summary>
public static class RecordRegistration
{
    /// <summary>Registers the revision log of a service. It holds all types of records that the service adds.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="store">The name of its store if nothing else is configured, for example "counts.db".</param>
    /// <param name="migrations">The assembly whose embedded scripts make the indexes of the records.</param>
    public static void AddRevisionLog(this WebApplicationBuilder builder, string store, Assembly migrations)
    {
        var path = builder.Configuration["Storage:Path"] ?? Path.Combine("data", store);
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(RandomNumberGenerator.Create());
        services.TryAddSingleton<IdSource>();
        services.AddSingleton<IRevisionLog>(provider => Open(provider, path, migrations));
        services.AddSingleton<RecordWatch>();
    }

    /// <summary>Registers a type of records of the log, and what reads and writes them.</summary>
    public static void AddRecords<T>(this WebApplicationBuilder builder, RecordType<T> type)
        where T : class, IRecord, IMessage<T>
    {
        builder.Services.AddSingleton(type.Kind);
        builder.Services.AddSingleton(type);
        builder.Services.AddSingleton<RecordReader<T>>();
        builder.Services.AddSingleton<RecordWriter<T>>();
    }

    // Opened once, before the service answers anyone: there is nothing else that this could hold up.
    private static SqliteRevisionLog Open(IServiceProvider provider, string path, Assembly migrations) =>
        SqliteRevisionLog.OpenAsync(
            new SqliteLogOptions
            {
                Path = path,
                Kinds = [.. provider.GetServices<RecordKind>()],
                Migrations = [migrations],
                TimeProvider = provider.GetRequiredService<TimeProvider>(),
                Entropy = provider.GetRequiredService<RandomNumberGenerator>(),
            },
            CancellationToken.None).GetAwaiter().GetResult();
}

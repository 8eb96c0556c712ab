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
    /// <summary>Registers the revision log of a service and what reads, writes and streams its records.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="type">Its records.</param>
    /// <param name="store">The name of its store if nothing else is configured, for example "counts.db".</param>
    /// <param name="migrations">The assembly whose embedded scripts make the index of the records.</param>
    public static void AddRecords<T>(this WebApplicationBuilder builder, RecordType<T> type, string store, Assembly migrations)
        where T : class, IRecord, IMessage<T>
    {
        var path = builder.Configuration["Storage:Path"] ?? Path.Combine("data", store);
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(RandomNumberGenerator.Create());
        services.TryAddSingleton<IdSource>();
        services.AddSingleton<IRevisionLog>(provider => Open(provider, path, type.Kind, migrations));
        services.AddSingleton(type);
        services.AddSingleton<RecordReader<T>>();
        services.AddSingleton<RecordWriter<T>>();
        services.AddSingleton<RecordWatch>();
    }

    // Opened once, before the service answers anyone: there is nothing else that this could hold up.
    private static SqliteRevisionLog Open(IServiceProvider provider, string path, RecordKind kind, Assembly migrations) =>
        SqliteRevisionLog.OpenAsync(
            new SqliteLogOptions
            {
                Path = path,
                Kinds = [kind],
                Migrations = [migrations],
                TimeProvider = provider.GetRequiredService<TimeProvider>(),
                Entropy = provider.GetRequiredService<RandomNumberGenerator>(),
            },
            CancellationToken.None).GetAwaiter().GetResult();
}

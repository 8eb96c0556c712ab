using System.Reflection;
using DbUp;
using DbUp.Engine;
using Microsoft.Data.Sqlite;

namespace Casualties.Storage.Sqlite;

/// <summary>Brings the tables up to date: first those of the log, then the index tables of the service.</summary>
internal static class SqliteMigrations
{
    public static void Run(string path, IEnumerable<Assembly> services)
    {
        var builder = DeployChanges.To
            .SqliteDatabase(SqliteConnections.ConnectionString(path, SqliteOpenMode.ReadWriteCreate))
            .WithTransactionPerScript()
            .WithVariablesDisabled()
            .LogToNowhere();
        var group = 0;
        foreach (var assembly in services.Prepend(typeof(SqliteMigrations).Assembly))
            builder = builder.WithScriptsEmbeddedInAssembly(assembly, IsMigration, new SqlScriptOptions { RunGroupOrder = group++ });

        var result = builder.Build().PerformUpgrade();
        if (!result.Successful)
            throw new StoreFailed($"Migration {result.ErrorScript?.Name} of {path} failed.", result.Error);
    }

    private static bool IsMigration(string resource) =>
        resource.Contains(".Migrations.sqlite.", StringComparison.Ordinal) && resource.EndsWith(".sql", StringComparison.Ordinal);
}

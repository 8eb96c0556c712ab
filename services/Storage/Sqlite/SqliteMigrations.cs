using System.Reflection;
using DbUp;
using DbUp.Engine;
using Microsoft.Data.Sqlite;

namespace Casualties.Storage.Sqlite;

/// <summary>Brings the tables of a database up to date.</summary>
public static class SqliteMigrations
{
    /// <summary>Runs what has not been run yet of the embedded resources <c>*.Migrations.sqlite.*.sql</c>: assembly by assembly, each in the order of its names.</summary>
    public static void Run(string path, IEnumerable<Assembly> assemblies)
    {
        var builder = DeployChanges.To
            .SqliteDatabase(SqliteConnections.ConnectionString(path, SqliteOpenMode.ReadWriteCreate))
            .WithTransactionPerScript()
            .WithVariablesDisabled()
            .LogToNowhere();
        var group = 0;
        foreach (var assembly in assemblies)
            builder = builder.WithScriptsEmbeddedInAssembly(assembly, IsMigration, new SqlScriptOptions { RunGroupOrder = group++ });

        var result = builder.Build().PerformUpgrade();
        if (!result.Successful)
            throw new StoreFailed($"Migration {result.ErrorScript?.Name} of {path} failed.", result.Error);
    }

    private static bool IsMigration(string resource) =>
        resource.Contains(".Migrations.sqlite.", StringComparison.Ordinal) && resource.EndsWith(".sql", StringComparison.Ordinal);
}

using System.Reflection;
using System.Security.Cryptography;

namespace Casualties.Storage.Sqlite;

/// <summary>How a log is opened on SQLite.</summary>
public sealed class SqliteLogOptions
{
    /// <summary>The database file. It and its folder are made if missing. Never on a network share: SQLite's locks do not hold there.</summary>
    public required string Path { get; init; }

    /// <summary>The collections of the log. Changes and listings must use these same objects.</summary>
    public required IReadOnlyList<RecordKind> Kinds { get; init; }

    /// <summary>
    /// Assemblies whose embedded resources <c>*.Migrations.sqlite.*.sql</c> make the index tables, run once each in the order of their names.
    /// The shape of an index table is in <c>docs/revision-log.md</c>.
    /// </summary>
    public required IReadOnlyList<Assembly> Migrations { get; init; }

    /// <summary>The clock of record times.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where salts, and the key and nonces of page tokens, come from. Used concurrently.</summary>
    public required RandomNumberGenerator Entropy { get; init; }

    /// <summary>How many reads may run at once; each has its own connection.</summary>
    public int Readers { get; init; } = Math.Max(2, Environment.ProcessorCount);
}

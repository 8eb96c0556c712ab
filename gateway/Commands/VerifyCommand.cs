using System.CommandLine;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using Casualties.Counts;
using Casualties.Incidents;
using Casualties.Sources;
using Casualties.Storage;
using Casualties.Storage.Sqlite;
using Spectre.Console;

namespace Casualties.Gateway.Commands;

/// <summary><c>casualties verify</c>.</summary>
internal static class VerifyCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Option<string> data = new SuiteArguments().Data;
        data.Description = "The folder of the embedded stores. No suite may be using it.";
        var command = new Command("verify", """
            Walks the revision log of every service and checks that no revision is missing or changed, and that the records are what the revisions say.
            Keep the hash that it prints: the same number of revisions must give the same hash ever after.

              casualties verify --data /var/lib/casualties
            """)
        {
            data,
        };
        command.SetAction((parsed, cancel) => RunAsync(parsed.GetRequiredValue(data), cancel));
        return command;
    }

    private static async Task<int> RunAsync(string folder, CancellationToken cancel)
    {
        (string Service, RecordKind Kind, Assembly Migrations)[] logs =
        [
            ("incidents", IncidentRecordType.Records.Kind, typeof(IncidentsApp).Assembly),
            ("counts", ClaimRecordType.Records.Kind, typeof(CountsApp).Assembly),
            ("sources", SourceRecordType.Records.Kind, typeof(SourcesApp).Assembly),
        ];
        Table table = new Table().Border(TableBorder.Simple);
        table.AddColumn("service").AddColumn("revisions", column => column.RightAligned()).AddColumn("hash of the newest").AddColumn("fault");
        bool fine = true;
        foreach ((string service, RecordKind kind, Assembly migrations) in logs)
        {
            string path = Path.Combine(folder, $"{service}.db");
            if (!File.Exists(path))
                throw new FileNotFoundException($"There is no store {path}.");
            Verification found = await VerifyAsync(service, path, kind, migrations, cancel);
            fine &= found.Fault is null;
            table.AddRow(
                new Text(service),
                new Text(found.Revisions.ToString("N0", CultureInfo.InvariantCulture)),
                new Text(found.Head.IsEmpty ? "-" : Convert.ToHexStringLower(found.Head.Span)),
                new Text(found.Fault ?? "none"));
        }

        Terminal.Out.Write(table);
        return fine ? ExitCodes.Fine : ExitCodes.Refused;
    }

    private static async Task<Verification> VerifyAsync(string service, string path, RecordKind kind, Assembly migrations, CancellationToken cancel)
    {
        using var entropy = RandomNumberGenerator.Create();
        var options = new SqliteLogOptions { Path = path, Kinds = [kind], Migrations = [migrations], Entropy = entropy };
        await using SqliteRevisionLog log = await SqliteRevisionLog.OpenAsync(options, cancel);
        return await Terminal.WithProgressAsync(report =>
            log.VerifyAsync(new Walk(revision => report(service, revision, log.Newest)), cancel));
    }

    private sealed class Walk(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}

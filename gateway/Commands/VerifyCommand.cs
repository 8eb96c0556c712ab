using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Casualties.Hosting;
using Casualties.Storage;
using Casualties.Storage.Sqlite;
using Spectre.Console;

namespace Casualties.Gateway.Commands;

/// <summary><c>casualties verify</c>.</summary>
internal static class VerifyCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(string[] settings)
    {
        var suite = new SuiteArguments();
        var file = new Argument<FileInfo>("FILE") { Description = "A file that was exported: it is compared with its manifest, and no store is looked at.", Arity = ArgumentArity.ZeroOrOne };
        file.AcceptExistingOnly();
        var manifest = new Option<FileInfo>("--manifest") { Description = "The manifest of the file. Without it FILE.manifest.json.", HelpName = "FILE" };
        manifest.AcceptExistingOnly();
        var command = new Command("verify", """
            Walks the revision log of every service, and the audit log of every process, and checks that no revision is missing or changed, and that the
            records are what the revisions say.
            No suite may be using the stores.
            Keep the hash that it prints: the same number of revisions must give the same hash ever after.

              casualties verify --data /var/lib/casualties

            With a file it checks instead that an export is the one that its manifest speaks of, byte for byte and row for row.

              casualties verify afghanistan.csv --manifest afghanistan.csv.manifest.json
            """)
        {
            file,
            manifest,
            suite.Data,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(manifest) is not null && result.GetValue(file) is null)
                result.AddError("--manifest needs the file that it speaks of.");
            if (result.GetResult(suite.Data) is { Implicit: false } && result.GetValue(file) is not null)
                result.AddError("A file and --data exclude each other: either an export is checked, or stores are.");
        });
        command.SetAction((parsed, cancel) => parsed.GetValue(file) is { } export
            ? ExportVerification.RunAsync(export.FullName, parsed.GetValue(manifest)?.FullName, cancel)
            : RunAsync(GatewaySettings.From(suite.Read(parsed, settings)).DataDirectory, cancel));
        return command;
    }

    private static async Task<int> RunAsync(string folder, CancellationToken cancel)
    {
        Table table = new Table().Border(TableBorder.Simple);
        table.AddColumn("log").AddColumn("revisions", column => column.RightAligned()).AddColumn("hash of the newest").AddColumn("fault");
        bool fine = true;
        using var entropy = RandomNumberGenerator.Create();
        foreach ((string name, SqliteLogOptions options) in LogsOf(folder, entropy))
        {
            Verification found = await VerifyAsync(name, options, cancel);
            fine &= found.Fault is null;
            table.AddRow(
                new Text(name),
                new Text(found.Revisions.ToString("N0", CultureInfo.InvariantCulture)),
                new Text(found.Head.IsEmpty ? "-" : Convert.ToHexStringLower(found.Head.Span)),
                new Text(found.Fault ?? "none"));
        }

        Terminal.Out.Write(table);
        return fine ? ExitCodes.Fine : ExitCodes.Refused;
    }

    private static IEnumerable<(string Name, SqliteLogOptions Options)> LogsOf(string folder, RandomNumberGenerator entropy)
    {
        foreach (SuiteService service in SuiteServiceNames.All)
        {
            string path = Path.Combine(folder, StoreFiles.Of(service));
            if (!File.Exists(path))
                throw new FileNotFoundException($"There is no store {path}.");
            yield return (service.Word(), new() { Path = path, Kinds = StoreFiles.KindsOf(service), Migrations = [StoreFiles.MigrationsOf(service)], Entropy = entropy });
            yield return ($"{service.Word()} audit", AuditLog.OptionsOf(Path.Combine(folder, StoreFiles.AuditOf(service)), TimeProvider.System, entropy));
        }

        // Only where a gateway ran.
        if (File.Exists(Path.Combine(folder, StoreFiles.ReadModel)))
            yield return ("gateway audit", AuditLog.OptionsOf(Path.Combine(folder, StoreFiles.GatewayAudit), TimeProvider.System, entropy));
    }

    private static async Task<Verification> VerifyAsync(string name, SqliteLogOptions options, CancellationToken cancel)
    {
        // Opening would make it. Whoever removes an audit log would have it forgotten, and the stores go on without it.
        if (!File.Exists(options.Path))
            return new Verification(0, default, "The file is missing.");
        await using SqliteRevisionLog log = await SqliteRevisionLog.OpenAsync(options, cancel);
        return await Terminal.WithProgressAsync(report => log.VerifyAsync(new Walk(revision => report(name, revision, log.Newest)), cancel));
    }

    private sealed class Walk(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}

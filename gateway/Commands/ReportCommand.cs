using System.CommandLine;
using System.Globalization;
using Casualties.Gateway.Bulletin;
using Spectre.Console;

namespace Casualties.Gateway.Commands;

/// <summary><c>casualties report</c>.</summary>
internal static class ReportCommand
{
    private const string ToStandardOutput = "-";

    /// <summary>Makes the command.</summary>
    public static Command Create(string[] settings)
    {
        var window = new WindowArguments();
        var country = new Option<string>("--country")
        {
            Description = "Only incidents of this country, by its three letters (ISO 3166-1). Without it all, told apart by country.",
            HelpName = "ISO3",
            DefaultValueFactory = _ => "",
        };
        country.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { Length: > 0 } code && (code.Length != 3 || !code.All(char.IsAsciiLetterUpper)))
                result.AddError("--country must be three capital letters, such as AFG.");
        });
        var policy = new Option<string>("--policy") { Description = "The policy that turns claims into ranges. Without it the default one.", HelpName = "POLICY", DefaultValueFactory = _ => "" };
        var output = new Option<string>("--out") { Description = $"The file to write; {ToStandardOutput} for the standard output.", HelpName = "FILE", Required = true };
        output.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } file && file != ToStandardOutput && !Directory.Exists(FolderOf(file)))
                result.AddError($"There is no folder {FolderOf(file)} to write {file} into.");
        });
        var target = new SuiteTarget();
        var command = new Command("report", $"""
            Writes a bulletin of a month, a year or other days: how many people were killed, injured and missing, with ranges that are right for the sums, over time and by cause, place, party
            and group, what changed, what is not known, and every incident. One HTML page that needs nothing else and prints on A4. How to read it: docs/bulletin.md.
            A month of which nothing is known gives a bulletin that says so.

              casualties report --month 2021-08 --country AFG --out afghanistan-2021-08.html
              casualties report --year 2021 --to http://localhost:{SuiteOptions.DefaultGrpcPort} --token "$TOKEN" --out 2021.html
              casualties report --from 2021-07-01 --before 2021-08-16 --out fall-of-kabul.html
            """)
        {
            country,
            policy,
            output,
        };
        window.AddTo(command);
        target.AddTo(command);
        command.SetAction((parsed, cancel) =>
        {
            var request = new BulletinRequest(window.Read(parsed), parsed.GetRequiredValue(country), parsed.GetRequiredValue(policy));
            string file = parsed.GetRequiredValue(output);
            return target.RunAsync(
                parsed,
                settings,
                async suite =>
                {
                    BulletinContent content = await Terminal.WithProgressAsync(report => new BulletinReading(suite, request).ReadAsync(report, cancel));
                    await WriteAsync(content, file, cancel);
                    return ExitCodes.Fine;
                },
                cancel);
        });
        return command;
    }

    private static async Task WriteAsync(BulletinContent content, string file, CancellationToken cancel)
    {
        if (file == ToStandardOutput)
        {
            await using Stream console = Console.OpenStandardOutput();
            await WriteAsync(content, console, cancel);
            return;
        }

        // A bulletin is there whole or not at all, and the one before stays until then.
        string part = Path.Combine(FolderOf(file), $".{Path.GetFileName(file)}.{Path.GetRandomFileName()}");
        try
        {
            await using (FileStream written = new(part, FileMode.CreateNew))
            {
                await WriteAsync(content, written, cancel);
                written.Flush(flushToDisk: true);
            }

            File.Move(part, file, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }

        Terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Written: {file}, of {Figures.Incidents(content.Total.IncidentCount)}."));
    }

    private static async Task WriteAsync(BulletinContent content, Stream stream, CancellationToken cancel)
    {
        await using StreamWriter writer = new(stream, leaveOpen: true);
        BulletinPage.Write(writer, content);
        await writer.FlushAsync(cancel);
    }

    private static string FolderOf(string file) => Path.GetDirectoryName(Path.GetFullPath(file)) ?? Path.GetFullPath(file);
}

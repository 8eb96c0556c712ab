using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Casualties.Hosting.Records;
using Casualties.Reports.V1;
using Google.Type;
using Grpc.Core;
using Spectre.Console;
using Color = Spectre.Console.Color;

namespace Casualties.Gateway.Commands;

/// <summary><c>casualties export</c>.</summary>
internal static class ExportCommand
{
    private static readonly Dictionary<string, ExportFormat> Formats = new()
    {
        ["csv"] = ExportFormat.Csv, ["xlsx"] = ExportFormat.Xlsx, ["jsonl"] = ExportFormat.JsonLines, ["geojson"] = ExportFormat.Geojson,
    };

    private static readonly Dictionary<string, ExportContent> Contents = new()
    {
        ["incidents"] = ExportContent.Incidents, ["aggregate"] = ExportContent.Aggregate, ["claims"] = ExportContent.Claims, ["sdg"] = ExportContent.Sdg1612,
    };

    private static readonly Dictionary<string, Dimension> Dimensions = System.Enum.GetValues<Dimension>()
        .Where(dimension => dimension != Dimension.Unspecified)
        .ToDictionary(dimension => IndexText.Of(dimension)!["DIMENSION_".Length..].Replace('_', '-').ToLowerInvariant());

    /// <summary>Makes the command.</summary>
    public static Command Create(string[] settings)
    {
        var (target, asked) = (new SuiteTarget(), new Asked());
        var output = new Option<string?>("--out")
        {
            Description = "Where to write the file; its manifest is written beside it, as FILE.manifest.json. Without it the file gets a name that says what it holds, here. With - it goes to the standard output, and its hash to the standard error.",
            HelpName = "FILE",
        };
        var command = new Command("export", """
            Writes reports into a file: one row for each incident, for what incidents come to together, for each claim, or for SDG indicator 16.1.2. Empty cells are
            not known; 0 was stated or estimated. The manifest says what the file was made from, and its hash: check it with "casualties verify".

              casualties export --format csv --country AFG --from 2021-08-01 --before 2021-09-01 --to http://localhost:5100
              casualties export --format xlsx --content aggregate --by month,admin1 --hxl --country AFG --out afghanistan.xlsx
              casualties export --format jsonl --content claims --out - | jq .publisher
            """)
        {
            output,
        };
        asked.AddTo(command);
        target.AddTo(command);
        command.SetAction((parsed, cancel) => target.RunAsync(parsed, settings, suite => RunAsync(suite, asked.Read(parsed), parsed.GetValue(output), cancel), cancel));
        return command;
    }

    private static async Task<int> RunAsync(CallInvoker suite, ExportReportsRequest request, string? output, CancellationToken cancel)
    {
        try
        {
            var (manifest, path) = await Terminal.WithProgressAsync(report => ExportDownload.RunAsync(suite, request, output, bytes => report("exporting", bytes, 0), cancel));
            Terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path ?? "standard output"}: {manifest.RowCount:N0} rows, SHA-256 {manifest.Sha256}"));
            return ExitCodes.Fine;
        }
        catch (ExportIncomplete incomplete)
        {
            Terminal.Error.WriteLine(incomplete.Message, new Style(Color.Red));
            return ExitCodes.Refused;
        }
        catch (RpcException refused) when (refused.StatusCode == StatusCode.InvalidArgument)
        {
            Terminal.Error.WriteLine($"The suite refuses the question: {refused.Status.Detail}", new Style(Color.Red));
            return ExitCodes.Usage;
        }
    }

    /// <summary>The options by which it is said what to export.</summary>
    private sealed class Asked
    {
        private readonly Option<string> format = new("--format") { Description = "The format.", Required = true };
        private readonly Option<string?> content = new("--content") { Description = "What the rows are. Without it incidents, or with --by an aggregate." };
        private readonly Option<string[]> countries = new("--country") { Description = "Only incidents of this country, ISO 3166-1 alpha-3; may be given several times.", HelpName = "CODE" };
        private readonly Option<Date?> from = Day("--from", "Only incidents that began on this day or later.");
        private readonly Option<Date?> before = Day("--before", "Only incidents that began before this day.");
        private readonly Option<Dimension[]> by = new("--by")
        {
            Description = $"By what an aggregate is grouped, at most three, parted by commas: {string.Join(", ", Dimensions.Keys)}.", HelpName = "DIMENSIONS", CustomParser = ReadDimensions,
        };

        private readonly Option<string> policy = new("--policy") { Description = "The policy of the estimates. Without it the default one.", HelpName = "ID", DefaultValueFactory = _ => "" };
        private readonly Option<bool> hxl = new("--hxl") { Description = "A row of HXL tags follows the headings; only for csv and xlsx." };

        public void AddTo(Command command)
        {
            format.AcceptOnlyFromAmong([.. Formats.Keys]);
            content.AcceptOnlyFromAmong([.. Contents.Keys]);
            foreach (var option in new Option[] { format, content, countries, from, before, by, policy, hxl })
                command.Options.Add(option);
        }

        public ExportReportsRequest Read(ParseResult parsed) => new()
        {
            Query = new AggregateQuery
            {
                Filter = new ReportFilter { Countries = { parsed.GetValue(countries) ?? [] }, StartDateFrom = parsed.GetValue(from), StartDateBefore = parsed.GetValue(before) },
                GroupBy = { parsed.GetValue(by) ?? [] },
                Policy = parsed.GetRequiredValue(policy),
            },
            Options = new ExportOptions
            {
                Format = Formats[parsed.GetRequiredValue(format)],
                Content = parsed.GetValue(content) is { } word ? Contents[word] : ExportContent.Unspecified,
                HxlTags = parsed.GetValue(hxl),
            },
        };

        private static Dimension[] ReadDimensions(ArgumentResult result)
        {
            var words = result.Tokens.SelectMany(token => token.Value.Split(',')).ToArray();
            foreach (var word in words.Where(word => !Dimensions.ContainsKey(word)))
                result.AddError($"--by knows no {word}: it is any of {string.Join(", ", Dimensions.Keys)}.");
            return [.. words.Select(word => Dimensions.GetValueOrDefault(word))];
        }

        private static Option<Date?> Day(string name, string description) => new(name)
        {
            Description = description,
            HelpName = "YYYY-MM-DD",
            CustomParser = result =>
            {
                if (DateOnly.TryParseExact(result.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                    return new Date { Year = day.Year, Month = day.Month, Day = day.Day };
                result.AddError($"{name} must be a day such as 2021-08-31.");
                return null;
            },
        };
    }
}

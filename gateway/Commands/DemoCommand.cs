using System.CommandLine;
using Casualties.Gateway.Import;
using Casualties.Hosting;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using Grpc.Core;

namespace Casualties.Gateway.Commands;

/// <summary><c>casualties demo</c>.</summary>
internal static class DemoCommand
{
    // The incident by which the project was started: eight articles that are mostly one spokesman.
    private const string Example = "incidents/afg-2021-08-03-kabul-bismillah";

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var suite = new SuiteArguments();
        var exit = new Option<bool>("--exit") { Description = "Ends after the table instead of serving." };
        var json = new Option<bool>("--json") { Description = "Prints JSON instead of the table." };
        var command = new Command("demo", """
            Loads 841 real claims about 43 incidents into a throw-away store, prints what they amount to, and keeps serving.

              casualties demo
              casualties demo --exit --json | jq '.incidents[0]'
            """)
        {
            exit,
            json,
            suite.GrpcPort,
            suite.HttpPort,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            DirectoryInfo store = Directory.CreateTempSubdirectory("casualties-demo-");
            try
            {
                SuiteOptions options = suite.Read(parsed, [$"--Data={store.FullName}", "--Reflection=true"]) with { Quiet = true, OwnTokensOnly = true };
                if (GatewaySettings.From(options).Addresses.Count > 0)
                    throw new InvalidSetting("Services", "must not be set for the demo: the sample would go into services that run elsewhere");
                if (new ConfigurationBuilder().AddEnvironmentVariables().AddEnvironmentVariables(ServiceHost.EnvironmentPrefix).Build().GetSection("Listen").Exists())
                    throw new InvalidSetting("Listen", "must not be set for the demo, which is open to this machine only");
                await using Suite running = await Suite.StartAsync(options, cancel);
                IReadOnlyList<ReportRow> rows = await ShowAsync(running, parsed.GetValue(json), cancel);
                if (!parsed.GetValue(exit))
                {
                    // Not with the results: those may go into a file or another program.
                    DemoOutput.WriteAddresses(Terminal.Error, running, rows.FirstOrDefault(row => row.Incident == Example) ?? rows[0]);
                    await running.WaitForShutdownAsync(cancel);
                }
            }
            finally
            {
                store.Delete(recursive: true);
            }

            return ExitCodes.Fine;
        });
        return command;
    }

    private static async Task<IReadOnlyList<ReportRow>> ShowAsync(Suite suite, bool json, CancellationToken cancel)
    {
        var quarantine = new QuarantineReport();
        ClaimSheet sheet = ClaimSheet.In(Path.Combine(AppContext.BaseDirectory, "Sample", "afghanistan-2020-2021"));
        ImportResult imported = await ImportClaimSheetCommand.ImportAsync(sheet, Audience.Public, suite.Invoker, quarantine, cancel);
        DemoResult result = await ReadAsync(new(suite.Invoker), new(suite.Invoker), imported.Revisions, cancel);
        if (json)
            DemoOutput.WriteJson(Console.Out, result, imported, quarantine, suite);
        else
            DemoOutput.Write(Terminal.Out, result, imported, quarantine);
        return result.Rows;
    }

    private static async Task<DemoResult> ReadAsync(
        ReportService.ReportServiceClient suite, AggregateService.AggregateServiceClient aggregates, SuiteRevisions revisions, CancellationToken cancel)
    {
        var rows = new List<ReportRow>();
        using AsyncServerStreamingCall<ListIncidentReportsResponse> reports =
            suite.ListIncidentReports(new ListIncidentReportsRequest { MinRevisions = revisions }, cancellationToken: cancel);
        while (await reports.ResponseStream.MoveNext(cancel))
            rows.AddRange(reports.ResponseStream.Current.Reports.Select(ReportRow.Of));
        Aggregate all = await aggregates.AggregateReportsAsync(new AggregateReportsRequest(), cancellationToken: cancel);
        EstimateExplanation explanation = await suite.ExplainEstimateAsync(
            new ExplainEstimateRequest { Name = $"{Example}/report", Harm = HarmType.Killed }, cancellationToken: cancel);
        return new DemoResult(rows, all.Total.IncidentCount, [.. all.Total.Totals.Where(total => total.Harm != HarmType.Missing)], explanation);
    }
}

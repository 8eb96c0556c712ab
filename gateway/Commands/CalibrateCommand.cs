using System.CommandLine;
using Casualties.Estimation;
using Casualties.Gateway.Import;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Grpc.Core;
using Spectre.Console;
using Calibration = Casualties.Sources.V1.Calibration;

namespace Casualties.Gateway.Commands;

/// <summary><c>casualties calibrate</c>.</summary>
internal static class CalibrateCommand
{
    // A thousand incidents take some seconds; this bounds what nobody watches.
    private static readonly TimeSpan Deadline = TimeSpan.FromHours(1);

    /// <summary>Makes the command.</summary>
    public static Command Create(string[] settings)
    {
        var target = new SuiteTarget();
        var minIncidents = new Option<int>("--min-incidents")
        {
            Description = "Publishes nothing from fewer incidents with figures. What is learned from few does more harm than good: lower it to look, with --dry-run.",
            HelpName = "N",
            DefaultValueFactory = _ => LearnedReliability.MinIncidents,
        };
        minIncidents.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
                result.AddError("--min-incidents must be 1 or more.");
        });
        var dryRun = new Option<bool>("--dry-run") { Description = "Prints what is learned and publishes nothing." };
        var command = new Command("calibrate", """
            Learns from all claims how far each source can be trusted: how much it says above or below what others say, how far its figures scatter, how often they
            have nothing to do with the truth, how often it copies. What is learned is published as a calibration, which reports then use and name. It stands beside the
            grades that people give, never over them. A running suite does the same by itself once a day.

              casualties calibrate --dry-run --min-incidents 50
              casualties calibrate --to http://localhost:5100
            """)
        {
            minIncidents,
            dryRun,
        };
        target.AddTo(command);
        command.SetAction((parsed, cancel) => target.RunAsync(
            parsed, settings, suite => RunAsync(suite, parsed.GetValue(minIncidents), parsed.GetValue(dryRun), cancel), cancel));
        return command;
    }

    private static async Task<int> RunAsync(CallInvoker suite, int minIncidents, bool dryRun, CancellationToken cancel)
    {
        RefitCalibrationResponse answer = await Terminal.WithProgressAsync(async report =>
        {
            report("incidents", 0, 0);
            return await RefitAsync(suite, minIncidents, dryRun, cancel);
        });
        if (answer.Calibration is { } calibration)
            CalibrationOutput.Write(Terminal.Out, calibration, await SourcesAsync(suite, calibration, cancel));
        Terminal.Error.WriteLine(answer.Outcome);
        return answer.Calibration is null ? ExitCodes.Refused : ExitCodes.Fine;
    }

    private static async Task<RefitCalibrationResponse> RefitAsync(CallInvoker suite, int minIncidents, bool dryRun, CancellationToken cancel)
    {
        var request = new RefitCalibrationRequest
        {
            MinIncidents = minIncidents,
            DryRun = dryRun,
            MinRevisions = await new SuiteImportApi(suite).RevisionsAsync(cancel),
        };
        // It follows from the records: the command sent again meets what it did.
        request.RequestId = ResourceIds.OfRequest(request);
        return await new ReportService.ReportServiceClient(suite).RefitCalibrationAsync(
            request, deadline: TimeProvider.System.GetUtcNow().UtcDateTime + Deadline, cancellationToken: cancel);
    }

    private static async Task<IReadOnlyDictionary<string, Source>> SourcesAsync(CallInvoker suite, Calibration calibration, CancellationToken cancel)
    {
        var names = CalibrationOutput.Shown(calibration).Select(source => source.Source).ToHashSet();
        var service = new SourceService.SourceServiceClient(suite);
        while (names.Count > 0)
        {
            try
            {
                var batch = await service.BatchGetSourcesAsync(new BatchGetSourcesRequest { Names = { names } }, cancellationToken: cancel);
                return batch.Sources.ToDictionary(source => source.Name);
            }
            catch (RpcException e) when (MissingRecords.NamedBy(e) is { Count: > 0 } missing)
            {
                // Claims may name sources that have no record; these are shown by name.
                names.ExceptWith(missing);
            }
        }

        return new Dictionary<string, Source>();
    }
}

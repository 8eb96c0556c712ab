using Casualties.Hosting;
using Grpc.Core;

namespace Casualties.Gateway.Calibrating;

/// <summary>Learns anew once a day. A try that fails is followed by the next day's, not by another: nothing is lost by a day.</summary>
internal sealed partial class NightlyCalibration(CalibrationRefit refit, GatewaySettings settings, TimeProvider time, ILogger<NightlyCalibration> logger)
    : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.CalibrationHour is not { } hour)
            return;
        // From the hour that was due, and not from when a timer fired, which may be a little early.
        for (var due = NextAfter(time.GetUtcNow(), hour); ; due = NextAfter(due > time.GetUtcNow() ? due : time.GetUtcNow(), hour))
        {
            await Task.Delay(Until(due), time, stoppingToken);
            await TryAsync(stoppingToken);
        }
    }

    private TimeSpan Until(DateTimeOffset due) => due - time.GetUtcNow() is var wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero;

    private static DateTimeOffset NextAfter(DateTimeOffset moment, int hour)
    {
        var today = new DateTimeOffset(moment.UtcDateTime.Date.AddHours(hour), TimeSpan.Zero);
        return today > moment ? today : today.AddDays(1);
    }

    private async Task TryAsync(CancellationToken stopping)
    {
        try
        {
            var answer = await refit.RunAsync(stopping);
            LogOutcome(logger, answer.Outcome);
        }
        catch (OperationCanceledException)
        {
            // The process is told to stop, and with it the next wait.
        }
        catch (Exception e) when (e is RpcException or ServiceUnreachable)
        {
            LogRefused(logger, (e as RpcException)?.StatusCode ?? StatusCode.Unavailable);
        }
        catch (Exception e)
        {
            LogFault(logger, e.GetType().FullName!, e.StackTrace);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Daily calibration: {Outcome}")]
    private static partial void LogOutcome(ILogger logger, string outcome);

    [LoggerMessage(2, LogLevel.Warning, "Daily calibration failed ({Status}); it is tried again tomorrow")]
    private static partial void LogRefused(ILogger logger, StatusCode status);

    [LoggerMessage(3, LogLevel.Error, "Daily calibration failed by a fault: {Type}; it is tried again tomorrow\n{Stack}")]
    private static partial void LogFault(ILogger logger, string type, string? stack);
}

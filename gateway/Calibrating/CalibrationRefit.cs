using System.Globalization;
using Casualties.Estimation;
using Casualties.Gateway.Import;
using Casualties.Gateway.Reports;
using Casualties.Hosting;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Grpc.Core;
using Calibration = Casualties.Sources.V1.Calibration;

namespace Casualties.Gateway.Calibrating;

/// <summary>Learns anew how sources err, and publishes it where there is enough to learn from and something new to say.</summary>
internal sealed class CalibrationRefit(
    ReportInputQueries inputs, CalibrationFit fit, ServiceChannels channels, ServiceGuards guards, SuiteKey key, IHostApplicationLifetime lifetime)
    : IDisposable
{
    // Names are public: whoever could compute them from guesses would learn the revisions, and with them how much is hidden.
    private readonly byte[] secret = key.Derive("names of calibrations");

    // One at a time: it takes memory and processors, and the second would find nothing new.
    private readonly SemaphoreSlim turn = new(1);

    /// <summary>Does what a caller asks for. The calibration is published under the request id, so that the same call again meets it.</summary>
    public async Task<RefitCalibrationResponse> RunAsync(RefitCalibrationRequest request, CancellationToken cancel)
    {
        await inputs.SeenAsync(request.MinRevisions, Viewer.Restricted, cancel);
        var minIncidents = request.MinIncidents == 0 ? LearnedReliability.MinIncidents : request.MinIncidents;
        return await InTurnAsync(new Order(Guid.Parse(request.RequestId).ToString(), minIncidents, request.DryRun), cancel);
    }

    /// <summary>Learns and publishes, under a name that follows from the records.</summary>
    /// <param name="cancel">Ends it, as does the end of the process: it can be done again at any time.</param>
    /// <exception cref="ServiceUnreachable">The sources service does not answer.</exception>
    /// <exception cref="RpcException">The view is not complete, or the sources service refused the calibration.</exception>
    public Task<RefitCalibrationResponse> RunAsync(CancellationToken cancel) =>
        InTurnAsync(new Order(RequestId: null, LearnedReliability.MinIncidents, DryRun: false), cancel);

    /// <inheritdoc/>
    public void Dispose() => turn.Dispose();

    private async Task<RefitCalibrationResponse> InTurnAsync(Order order, CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, lifetime.ApplicationStopping);
        await turn.WaitAsync(either.Token);
        try
        {
            return order is { DryRun: false, RequestId: { } id } && await TryGetAsync($"calibrations/{id}", either.Token) is { } before
                ? Answer(before, before.IncidentCount, $"This request published {before.Name} before.")
                : await RunAsync(order, either.Token);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<RefitCalibrationResponse> RunAsync(Order order, CancellationToken cancel)
    {
        // Before the first page: what the pages hold may be newer, never older.
        var seen = inputs.CaughtUp();
        var corpus = await fit.ReadAsync(cancel);
        if (Forbids(corpus, order.MinIncidents) is { } reason)
            return Answer(null, corpus.Incidents, $"{reason} Nothing is published.");
        var fittedFrom = new SuiteRevisions
        {
            Incidents = Math.Min(seen.Incidents, corpus.Newest.Incidents),
            Counts = Math.Min(seen.Counts, corpus.Newest.Counts),
            // Not those of calibrations, which are no reason to learn anew.
            Sources = Math.Min(seen.Sources, corpus.Newest.Sources),
        };
        var newest = await NewestAsync(cancel);
        if (!order.DryRun && newest is not null && newest.FittedFrom.Equals(fittedFrom) && newest.EstimatorVersion == Estimator.Version)
            return Answer(newest, corpus.Incidents, Known(newest));
        var learned = await Task.Run(() => CalibrationFit.Learn(corpus, fittedFrom, cancel), cancel);
        return order.DryRun
            ? Answer(learned, corpus.Incidents, "A dry run: nothing is published.")
            : await PublishAsync(learned, order.RequestId, cancel);
    }

    private static string? Forbids(LearningCorpus corpus, int minIncidents) => corpus.Incidents switch
    {
        var incidents when incidents < minIncidents => string.Create(
            CultureInfo.InvariantCulture,
            $"There are {incidents:N0} incidents with figures, and {minIncidents:N0} are needed: what is learned of sources from few does more harm than good."),
        > CalibrationFit.MaxIncidents => string.Create(
            CultureInfo.InvariantCulture, $"There are more than {CalibrationFit.MaxIncidents:N0} incidents, the most that can be learned from."),
        _ => null,
    };

    private async Task<RefitCalibrationResponse> PublishAsync(Calibration learned, string? requestId, CancellationToken cancel)
    {
        // What it was learned from makes it the same one, whoever asks for it: it has one effect.
        var identity = ResourceIds.OfRequest(
            new CreateCalibrationRequest { Calibration = new Calibration { FittedFrom = learned.FittedFrom, EstimatorVersion = learned.EstimatorVersion } }, secret);
        var request = new CreateCalibrationRequest { Calibration = learned, CalibrationId = requestId ?? identity, RequestId = identity };
        try
        {
            var published = await guards.CallAsync(
                SuiteService.Sources, token => channels.Sources.CreateCalibrationAsync(request, cancellationToken: token).ResponseAsync, cancel);
            return Answer(published, published.IncidentCount, string.Create(
                CultureInfo.InvariantCulture,
                $"Learned from {published.IncidentCount:N0} incidents with {published.ClaimCount:N0} claims, and published as {published.Name}: reports follow."));
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.AlreadyExists)
        {
            return Answer(null, learned.IncidentCount, "What the same records teach was published before: nothing new is published.");
        }
    }

    private static string Known(Calibration newest) => newest.State == CalibrationState.InForce
        ? $"{newest.Name} was learned from the same records: nothing new is published."
        : $"{newest.Name}, learned from the same records, was retracted: nothing is published until records change.";

    private async Task<Calibration?> NewestAsync(CancellationToken cancel)
    {
        var page = await guards.CallAsync(
            SuiteService.Sources,
            token => channels.Sources.ListCalibrationsAsync(new ListCalibrationsRequest { PageSize = 1 }, cancellationToken: token).ResponseAsync,
            cancel);
        return page.Calibrations.FirstOrDefault();
    }

    private async Task<Calibration?> TryGetAsync(string name, CancellationToken cancel)
    {
        try
        {
            return await guards.CallAsync(
                SuiteService.Sources,
                token => channels.Sources.GetCalibrationAsync(new GetCalibrationRequest { Name = name }, cancellationToken: token).ResponseAsync,
                cancel);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }

    private static RefitCalibrationResponse Answer(Calibration? calibration, int incidents, string outcome) =>
        new() { Calibration = calibration, IncidentCount = incidents, Outcome = outcome };

    private sealed record Order(string? RequestId, int MinIncidents, bool DryRun);
}

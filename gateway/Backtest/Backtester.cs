using Casualties.Counts.V1;
using Casualties.Estimation;
using Casualties.Estimation.Comparison;
using Casualties.Estimation.Scoring;
using Casualties.Gateway.Import;
using Casualties.Gateway.Reports;
using Casualties.Sources.V1;
using Claim = Casualties.Counts.V1.Claim;
using ClaimState = Casualties.Counts.V1.ClaimState;

namespace Casualties.Gateway.Backtest;

/// <summary>
/// Forecasts later figures from early claims, and scores the forecasts. Rows go the way of the product: through the mapping of the import into records, and
/// through that of the reports into the terms of the estimator. All methods are given the same evidence. The same sheet gives the same result.
/// </summary>
public static class Backtester
{
    // Fixes the draws of the randomised probability integral transform.
    private const ulong Seed = 1;

    private static readonly (Harm Harm, string Word)[] Harms = [(Harm.Killed, "killed"), (Harm.Injured, "injured")];

    /// <summary>Scores a policy on the pairs of a sheet.</summary>
    /// <param name="selection">The pairs.</param>
    /// <param name="window">How they were chosen.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="progress">Told how many pairs are done; null for nobody.</param>
    /// <param name="cancel">Ends the work.</param>
    public static BacktestResult Run(PairSelection selection, PublicationWindow window, Policy policy, Action<int>? progress, CancellationToken cancel)
    {
        var rows = new List<PairForecast>(selection.Pairs.Count);
        List<LeftOut> leftOut = [.. selection.LeftOut];
        for (int i = 0; i < selection.Pairs.Count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            if (Forecast(selection.Pairs[i], selection.Sources, policy) is { } row)
                rows.Add(row);
            else
                leftOut.Add(LeftOut.NotWeighed);
            progress?.Invoke(i + 1);
        }

        return new BacktestResult(window, policy, [.. Harms.Select(harm => Score(harm, rows))], rows, leftOut);
    }

    private static PairForecast? Forecast(Pair pair, IReadOnlyDictionary<string, SheetSource> sources, Policy policy)
    {
        IncidentCase incident = CaseOf(pair, sources);
        CountStatement asked = incident.Claims[0].Statements[0];
        VictimGroup victims = asked.Victims.Canonical();
        QuantityEvidence evidence = QuantityEvidence.Of(policy, incident, asked.Harm, victims);
        // From counts of a part alone the model gives no range; then no other method is scored either.
        if (!evidence.SpeaksOfTheWhole || Envelope.Of(evidence.Evidence) is not { } envelope)
            return null;
        if (!policy.HasRanges)
            return new PairForecast(pair, null, envelope, null);
        CountEstimate count = policy.Estimate(incident).Estimates.Single(estimate => estimate.Harm == asked.Harm && estimate.Victims == victims).Count
            ?? throw new InvalidOperationException($"The policy {policy.Id} has evidence and gives no range.");
        return new PairForecast(pair, ForecastOf(count, pair.Later.Best), envelope, WeightedMean.Of(evidence.Evidence, evidence.Roles));
    }

    private static Forecast ForecastOf(CountEstimate count, long later)
    {
        CountRanges ranges = count.Ranges;
        (double below, double upTo) = count.Distribution.Cumulative(later);
        return new Forecast(ranges.Median, ranges.Half, ranges.FourFifths, ranges.NineTenths, ranges.Most, new ProbabilityStep(below, upTo));
    }

    // The records that the import would make, with what the services would add.
    private static IncidentCase CaseOf(Pair pair, IReadOnlyDictionary<string, SheetSource> sources)
    {
        var records = new Dictionary<string, Source>();
        var claims = new Claim[pair.Claims.Count];
        for (int i = 0; i < claims.Length; i++)
        {
            ClaimRow row = pair.Claims[i];
            ClaimEntry entry = ClaimSheetMapping.ToEntry(row, IdOf(row.Publisher), row.OriginalSource is null ? null : IdOf(row.OriginalSource));
            claims[i] = entry.Claim;
            claims[i].Name = $"claims/{entry.ClaimId}";
            claims[i].State = ClaimState.Live;
            claims[i].CreateRevision = row.Line;
        }

        return EstimationInput.Of(new ReportInputs(ClaimSheetMapping.ToEntry(pair.Incident).Incident, claims, records, CalibrationInForce.None));

        string IdOf(string name)
        {
            SourceEntry entry = ClaimSheetMapping.ToEntry(sources[name]);
            records[$"sources/{entry.SourceId}"] = entry.Source;
            return entry.SourceId;
        }
    }

    private static QuantityScores Score((Harm Harm, string Word) quantity, List<PairForecast> rows)
    {
        PairForecast[] pairs = [.. rows.Where(row => (Harm)row.Pair.Later.Quantity.Harm == quantity.Harm)];
        (string, Func<PairForecast, Forecast?>)[] methods =
        [
            (Methods.Calibrated, pair => pair.Own),
            (Methods.Envelope, pair => pair.Envelope),
            (Methods.WeightedMean, pair => pair.WeightedMean),
        ];
        return new QuantityScores(quantity.Word, pairs.Length, [.. methods.SelectMany(method => Score(method.Item1, method.Item2, pairs))]);
    }

    // None where the method gives no forecasts.
    private static IEnumerable<MethodScores> Score(string method, Func<PairForecast, Forecast?> forecastOf, PairForecast[] pairs)
    {
        var board = new ScoreBoard(Seed);
        int scored = 0;
        foreach (PairForecast pair in pairs)
        {
            if (forecastOf(pair) is not { } forecast)
                continue;
            board.Add(forecast, pair.Pair.Later.Best);
            scored++;
        }

        if (scored > 0)
            yield return new MethodScores(method, board.Score());
    }
}

using System.Text.Json;
using Casualties.Estimation.Tests.Calibrated;

namespace Casualties.Estimation.Tests.Learning;

/// <summary>Learning against what the reference implementation learned from the same incidents.</summary>
public sealed class LearningVectorTests
{
    // Both sum the same numbers, in another order and with other roundings.
    private const double Tolerance = 1e-9;

    private static readonly double[] Levels = [0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975];

    private readonly JsonElement set = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Learning", "learning-vectors.json"))).RootElement;

    [Fact]
    public void Every_learned_parameter_and_every_quantile_is_that_of_the_reference()
    {
        var sources = ReferenceForm.Sources(set);
        var incidents = Incidents();
        var learned = new ReliabilityLearner(ModelParameters.Default).Learn(incidents, sources, threads: 1, CancellationToken.None);

        foreach (var (source, index) in learned.Sources.Select((source, index) => (source, index)))
        {
            // The reference moves the bias of sources that say nothing along with that of the others.
            double[] expected = learned.Claims[index] == 0
                ? Values(sources[index].Prior.Mean)
                : [Of("pi", index), Of("sig", index), Of("b", index), Of("V", index), Of("den", index), Of("kap", index)];
            Assert.Equal(expected, Values(source), (one, other) => Math.Abs(one - other) <= Tolerance);
        }
        for (var bin = 0; bin < ModelParameters.LagBins; bin++)
        {
            Assert.Equal(Of("q", bin), learned.Parameters.Lags[bin].IncompleteShare, Tolerance);
            Assert.Equal(Of("g", bin), learned.Parameters.Lags[bin].MeanLogShortfall, Tolerance);
        }
        var model = new CalibratedModel(learned.Parameters);
        var quantiles = set.GetProperty("quantiles");
        for (var incident = 0; incident < incidents.Length; incident++)
        {
            var distribution = model.Estimate(incidents[incident].Evidence.Span, learned.Sources.AsSpan()).Distribution;
            Assert.Equal(quantiles[incident].EnumerateArray().Select(quantile => quantile.GetInt64()), Levels.Select(distribution.Quantile));
        }
    }

    private static double[] Values(SourceParameters source) =>
        [source.Fabricated, source.Spread, source.Bias, source.BiasVariance, source.Denial, source.Copying];

    private double Of(string name, int index) => set.GetProperty("learned").GetProperty(name)[index].GetDouble();

    private LearningIncident[] Incidents()
    {
        var truths = set.GetProperty("truth").EnumerateArray().Select(truth => truth.GetInt64()).ToArray();
        var known = set.GetProperty("known").EnumerateArray().Select(incident => incident.GetInt32()).ToHashSet();
        var flagged = ReferenceForm.Flagged(set);
        var claims = set.GetProperty("claims").EnumerateArray()
            .ToLookup(claim => claim.GetProperty("inc").GetInt32(), claim => ReferenceForm.Evidence(claim, flagged));
        return [.. truths.Select((truth, incident) => new LearningIncident(claims[incident].ToArray(), known.Contains(incident) ? truth : null))];
    }
}

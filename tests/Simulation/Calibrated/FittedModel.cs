using System.Collections.Immutable;
using Casualties.Estimation;

namespace Casualties.Simulation.Calibrated;

/// <summary>The calibrated model, with what it believes of the sources of a world.</summary>
/// <param name="Model">With the parameters that all sources share.</param>
/// <param name="Sources">How each source-role errs.</param>
public sealed record FittedModel(CalibratedModel Model, ImmutableArray<SourceParameters> Sources)
{
    /// <summary>Believes what grades and roles say.</summary>
    public static FittedModel ByGrades(SimulatedWorld world)
    {
        ArgumentNullException.ThrowIfNull(world);
        return new(CalibratedModel.Default, [.. world.Sources.Select(source => SourcePrior.Of(source).Mean)]);
    }

    /// <summary>Believes what the claims of the world taught, however few; truths have no part in that.</summary>
    public static FittedModel Learned(SimulatedWorld world) => Of(Learn(world));

    /// <summary>Believes what was learned where there are enough incidents for it to be used, otherwise what grades and roles say.</summary>
    public static FittedModel AsUsed(SimulatedWorld world)
    {
        var learned = Learn(world);
        return learned.IsUsable ? Of(learned) : ByGrades(world);
    }

    /// <summary>With a source more, of which nothing was learned; its index is the next one.</summary>
    public FittedModel With(GradedRole source) => this with { Sources = Sources.Add(SourcePrior.Of(source).Mean) };

    /// <summary>Estimates an incident.</summary>
    public CountDistribution Estimate(SimulatedIncident incident)
    {
        ArgumentNullException.ThrowIfNull(incident);
        return Model.Estimate([.. incident.Evidence], Sources.AsSpan()).Distribution;
    }

    private static FittedModel Of(LearnedReliability learned) => new(new(learned.Parameters), learned.Sources);

    private static LearnedReliability Learn(SimulatedWorld world)
    {
        ArgumentNullException.ThrowIfNull(world);
        return new ReliabilityLearner(ModelParameters.Default).Learn(
            [.. world.Incidents.Select(incident => new LearningIncident(incident.Evidence.ToArray()))],
            [.. world.Sources.Select(LearningSource.Of)],
            threads: Environment.ProcessorCount,
            CancellationToken.None);
    }
}

using CsCheck;

namespace Casualties.Estimation.Tests.Learning;

/// <summary>Incidents and priors as they may be, the awkward ones more often than in life.</summary>
internal static class AnyLearning
{
    public const int Sources = 6;

    private static readonly Gen<long> People = Gen.Frequency(
        (24, Gen.Long[0, 20]), (6, Gen.OneOf(0L, 1L, 99L, 100L, 101L)), (3, Gen.Long[0, 3000]), (1, Gen.OneOf(Gen.Const<long>(CountLimits.MaxPeople), Gen.Long[0, CountLimits.MaxPeople])));

    private static readonly Gen<double> Lag = Gen.OneOf(Gen.Double[0, 200], Gen.OneOf(0.0, 24, 48, 96, 8760, 1e6));

    public static Gen<Evidence> Evidence { get; } =
        from source in Gen.Int[0, Sources - 2] // the last one never says anything
        from form in Gen.Enum<EvidenceForm>()
        from one in People
        from other in People
        from word in Gen.Int[1, 8]
        from lag in Lag
        from discounted in Gen.Int[0, 9]
        select form switch
        {
            EvidenceForm.Words => new Evidence(source, form, 0, 0, (QuantityWord)word, lag, discounted == 0),
            EvidenceForm.Range => new Evidence(source, form, Math.Min(one, other), Math.Max(one, other), QuantityWord.None, lag, discounted == 0),
            _ => new Evidence(source, form, one, one, QuantityWord.None, lag, discounted == 0),
        };

    public static Gen<LearningIncident> Incident { get; } =
        from evidence in Evidence.Array[0, 6]
        from resolved in Gen.Int[0, 3]
        from truth in People
        select new LearningIncident(evidence, resolved == 0 ? truth : null);

    public static Gen<LearningSource[]> Graded { get; } =
        Gen.Select(Gen.Enum<SourceRole>(), Gen.Enum<ReliabilityGrade>(), (role, grade) => LearningSource.Of(new(role, grade))).Array[Sources];

    public static LearnedReliability Learn(IReadOnlyList<LearningIncident> incidents, LearningSource[] sources, int threads = 1) =>
        new ReliabilityLearner(ModelParameters.Default).Learn(incidents, sources, threads, CancellationToken.None);

    /// <summary>Every learned number.</summary>
    public static double[] Numbers(LearnedReliability learned) =>
    [
        .. learned.Sources.SelectMany(Numbers),
        .. learned.Kinds.SelectMany(kind => Numbers(kind.NotJudged)),
        .. learned.Parameters.Lags.SelectMany(lag => new[] { lag.IncompleteShare, lag.MeanLogShortfall }),
    ];

    public static double[] Numbers(SourceParameters source) =>
        [source.Fabricated, source.Spread, source.Bias, source.BiasVariance, source.Denial, source.Copying];
}

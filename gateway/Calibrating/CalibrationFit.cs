using Casualties.Estimation;
using Casualties.Gateway.Reports;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Calibration = Casualties.Sources.V1.Calibration;
using ReliabilityGrade = Casualties.Sources.V1.ReliabilityGrade;
using SourceRelation = Casualties.Estimation.SourceRelation;
using TrackRecord = Casualties.Sources.V1.TrackRecord;

namespace Casualties.Gateway.Calibrating;

/// <summary>
/// Learns from what the public may see of all incidents how their sources err: what is learned shapes every report, and nothing hidden may shape what the
/// public is shown.
/// </summary>
internal sealed class CalibrationFit(ReadModel model, ReportViews views)
{
    /// <summary>How many incidents are learned from at most: their figures are held in memory, about 2 kB an incident.</summary>
    public const int MaxIncidents = 200_000;

    /// <summary>How many sources a calibration holds at most, those with the most claims; at 160 bytes each they fit into 3 MiB.</summary>
    public const int MaxSources = 19_000;

    // Finer than anything that is learned, coarser than the last bits of a sum, which differ between machines.
    private const int Decimals = 9;

    /// <summary>Reads all incidents, up to the first beyond the limit.</summary>
    public async Task<LearningCorpus> ReadAsync(CancellationToken cancel)
    {
        var corpus = new LearningCorpus();
        await foreach (var found in model.InputsAsync(new IncidentFilter(), Viewer.Restricted, cancel))
        {
            if (views.Of(found, Viewer.Public) is not { } seen)
                continue;
            corpus.Add(seen, found);
            if (corpus.Incidents > MaxIncidents)
                break;
        }
        return corpus;
    }

    /// <summary>Learns, and puts what was learned into a record without a name.</summary>
    /// <param name="corpus">What there is to learn from.</param>
    /// <param name="fittedFrom">The revisions up to which all records are in it.</param>
    /// <param name="cancel">Ends it between two incidents.</param>
    public static Calibration Learn(LearningCorpus corpus, SuiteRevisions fittedFrom, CancellationToken cancel)
    {
        // Half of the processors: the others answer calls meanwhile.
        var threads = Math.Max(1, Environment.ProcessorCount / 2);
        var learned = new ReliabilityLearner(ModelParameters.Default)
            .Learn(corpus.Quantities, [.. corpus.Sources.Select(source => source.Before)], threads, cancel);
        return new Calibration
        {
            FittedFrom = fittedFrom,
            EstimatorVersion = Estimator.Version,
            IncidentCount = corpus.Incidents,
            ClaimCount = corpus.Claims,
            Sources = { SourcesOf(corpus, learned) },
            Kinds = { KindsOf(learned) },
            Lags = { learned.Parameters.Lags.Select(Of) },
            Note = $"Learned of sources with {LearnedReliability.MinClaims} claims or more in one relation. A kind of source is as all sources of its role are.",
        };
    }

    // By name, so that the record does not depend on the order in which incidents name them.
    private static IEnumerable<TrackRecord> SourcesOf(LearningCorpus corpus, LearnedReliability learned) => corpus.Sources
        .Select((source, index) => (Record: source, Learned: learned.Sources[index]))
        .Where(source => source.Record.Claims >= LearnedReliability.MinClaims)
        .OrderByDescending(source => source.Record.Claims)
        .ThenBy(source => source.Record.Key.Source, StringComparer.Ordinal)
        .Take(MaxSources)
        .OrderBy(source => source.Record.Key.Source, StringComparer.Ordinal)
        .ThenBy(source => source.Record.Key.Relation)
        .Select(source => new TrackRecord
        {
            Source = source.Record.Key.Source,
            Relation = (Casualties.Sources.V1.SourceRelation)source.Record.Key.Relation,
            ClaimCount = source.Record.Claims,
            FabricatedShare = Math.Round(source.Learned.Fabricated, Decimals),
            DenialShare = Math.Round(source.Learned.Denial, Decimals),
            CopiedShare = Math.Round(source.Learned.Copying, Decimals),
            Spread = Math.Round(source.Learned.Spread, Decimals),
            Bias = Math.Round(source.Learned.Bias, Decimals),
            BiasVariance = Math.Round(source.Learned.BiasVariance, Decimals),
            Grade = source.Record.Grade is { } grade ? (ReliabilityGrade)grade : ReliabilityGrade.Unspecified,
        });

    // What was learned of a role, for sources that nobody graded and that have no record of their own: with the grade that their kind mostly earns.
    private static IEnumerable<KindTrackRecord> KindsOf(LearnedReliability learned) =>
        from kind in Enum.GetValues<SourceKind>()
        where kind != SourceKind.Unspecified
        from relation in Enum.GetValues<SourceRelation>()
        where relation == SourceRelation.Neutral || SourceRoles.MayTakeSide(kind)
        let graded = SourceRoles.Of(new SourceFacts("", kind), relation)
        join role in learned.Kinds on graded.Role equals role.Role
        where role.Claims >= LearnedReliability.MinClaims
        select Of(kind, relation, role.Expect(graded.Grade), role.Claims);

    private static KindTrackRecord Of(SourceKind kind, SourceRelation relation, in SourceParameters expected, int claims) => new()
    {
        Type = (SourceType)kind,
        Relation = (Casualties.Sources.V1.SourceRelation)relation,
        ClaimCount = claims,
        FabricatedShare = Math.Round(expected.Fabricated, Decimals),
        DenialShare = Math.Round(expected.Denial, Decimals),
        CopiedShare = Math.Round(expected.Copying, Decimals),
        Spread = Math.Round(expected.Spread, Decimals),
        Bias = Math.Round(expected.Bias, Decimals),
        BiasVariance = Math.Round(expected.BiasVariance, Decimals),
    };

    private static LagTrackRecord Of(LagParameters lag) => new()
    {
        IncompleteShare = Math.Round(lag.IncompleteShare, Decimals),
        MeanLogShortfall = Math.Round(lag.MeanLogShortfall, Decimals),
    };
}

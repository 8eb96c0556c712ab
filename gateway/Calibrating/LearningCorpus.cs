using System.Runtime.InteropServices;
using Casualties.Estimation;
using Casualties.Gateway.Reports;
using Casualties.Type.V1;

namespace Casualties.Gateway.Calibrating;

/// <summary>What all incidents say, in the terms in which the estimator learns: the figures of each quantity, and who gave them in which relation.</summary>
internal sealed class LearningCorpus
{
    private static readonly Harm[] Harms = [Harm.Killed, Harm.Injured];

    // Other groups are mostly parts of these, and would count the same claim again.
    private static readonly Estimation.VictimGroup[] Groups = [Estimation.VictimGroup.AllVictims, Estimation.VictimGroup.Civilians];

    private readonly List<LearningIncident> quantities = [];
    private readonly List<CorpusSource> sources = [];
    private readonly Dictionary<SourceInRelation, int> indexes = [];
    private readonly HashSet<(int Source, int Claim)> claimsOfIncident = [];

    /// <summary>The figures of one quantity of one incident each; they name sources by their index.</summary>
    public IReadOnlyList<LearningIncident> Quantities => quantities;

    /// <summary>The sources in their relations, in the order of first appearance.</summary>
    public IReadOnlyList<CorpusSource> Sources => sources;

    /// <summary>How many incidents have a figure to learn from.</summary>
    public int Incidents { get; private set; }

    /// <summary>How many claims have one.</summary>
    public int Claims { get; private set; }

    /// <summary>The newest revisions among the records that were read, with those that have no figure.</summary>
    public SuiteRevisions Newest { get; } = new();

    /// <summary>Takes in the records of an incident.</summary>
    /// <param name="seen">What the public may see of them.</param>
    /// <param name="all">The records themselves, with their revisions as they are.</param>
    public void Add(ReportInputs seen, ReportInputs all)
    {
        // Learning starts from what people say of sources, not from what was learned before.
        var records = seen with { InForce = CalibrationInForce.None };
        Follow(ReportAssembler.ProvenanceOf(KnownToPublic(all), Policies.Calibrated).Revisions);
        if (records.CountsNowhere)
            return;
        var subject = EstimationInput.Of(records);
        var documented = Policies.Calibrated.Read(subject);
        claimsOfIncident.Clear();
        foreach (var harm in Harms)
        {
            foreach (var group in Groups)
                Add(subject, QuantityEvidence.Of(subject, documented, harm, group));
        }
        if (claimsOfIncident.Count == 0)
            return;
        Incidents++;
        Claims += claimsOfIncident.Count;
        foreach (var (source, _) in claimsOfIncident)
            sources[source].Claims++;
    }

    // A change of what the public does not see is no reason to learn anew.
    private static ReportInputs KnownToPublic(ReportInputs all) => all with
    {
        Claims = [.. all.Claims.Where(claim => claim.KnownTo == Audience.Public)],
        Sources = all.Sources.Where(source => source.Value.Visibility == Audience.Public).ToDictionary(),
        InForce = CalibrationInForce.None,
    };

    private void Add(IncidentCase subject, QuantityEvidence evidence)
    {
        if (evidence.Evidence.IsEmpty)
            return;
        var figures = new Evidence[evidence.Evidence.Length];
        for (var i = 0; i < figures.Length; i++)
        {
            var voice = evidence.Evidence[i].Source;
            var source = IndexOf(subject, evidence, voice);
            figures[i] = evidence.Evidence[i] with { Source = source };
            if (!figures[i].Discounted)
                claimsOfIncident.Add((source, evidence.Origin(i).Claim));
        }
        quantities.Add(new LearningIncident(figures));
    }

    private int IndexOf(IncidentCase subject, QuantityEvidence evidence, int voice)
    {
        var key = new SourceInRelation(evidence.Voices[voice], evidence.Relations[voice]);
        ref var index = ref CollectionsMarshal.GetValueRefOrAddDefault(indexes, key, out var known);
        if (known)
            return index;
        index = sources.Count;
        sources.Add(new CorpusSource(key, subject.Sources.GetValueOrDefault(key.Source)?.Grade, LearningSource.Of(evidence.Roles[voice])));
        return index;
    }

    private void Follow(SuiteRevisions revisions)
    {
        Newest.Incidents = Math.Max(Newest.Incidents, revisions.Incidents);
        Newest.Counts = Math.Max(Newest.Counts, revisions.Counts);
        Newest.Sources = Math.Max(Newest.Sources, revisions.Sources);
    }
}

/// <summary>A source in one relation to incidents.</summary>
/// <param name="Key">Which.</param>
/// <param name="Grade">The grade that a person gave it; null where nobody did.</param>
/// <param name="Before">What is believed of it before its claims are looked at.</param>
internal sealed record CorpusSource(SourceInRelation Key, ReliabilityGrade? Grade, LearningSource Before)
{
    /// <summary>How many claims it has a figure in.</summary>
    public int Claims { get; set; }
}

using System.Collections.Frozen;
using System.Runtime.InteropServices;

namespace Casualties.Estimation;

/// <summary>How a source stands to an incident: the numbers of belligerents depend on whom they hurt. The values are those of the contract.</summary>
public enum SourceRelation
{
    /// <summary>Neither, or not known.</summary>
    Neutral = 1,

    /// <summary>The incident is attributed to it.</summary>
    Perpetrator = 2,

    /// <summary>The incident is attributed to its enemy.</summary>
    Opponent = 3,
}

/// <summary>A source in one relation to incidents.</summary>
/// <param name="Source">The name of the source.</param>
/// <param name="Relation">Its relation.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SourceInRelation(string Source, SourceRelation Relation);

/// <summary>A kind of source in one relation to incidents.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Relation">Its relation.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct KindInRelation(SourceKind Kind, SourceRelation Relation);

/// <summary>What was learned of a source from its claims, beside the grade that it had then.</summary>
/// <param name="Parameters">How it errs.</param>
/// <param name="Grade">The grade that a person had given by then; null where nobody had. What was learned beside one grade says nothing beside another.</param>
/// <param name="Claims">From how many claims.</param>
public sealed record TrackRecord(SourceParameters Parameters, ReliabilityGrade? Grade, int Claims);

/// <summary>A parameter set learned from all incidents: immutable, named and versioned. It stands beside the grades of people, never over them.</summary>
public sealed class Calibration
{
    private readonly FrozenDictionary<SourceInRelation, TrackRecord> sources;
    private readonly FrozenDictionary<KindInRelation, SourceParameters> kinds;

    /// <summary>Makes a calibration.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="sources">What was learned of single sources.</param>
    /// <param name="kinds">What was learned of kinds of sources.</param>
    /// <param name="parameters">The parameters that all sources share, with the growth of tolls as learned.</param>
    /// <param name="recalibration">By what distributions are corrected, as resolved incidents have shown; null: not at all.</param>
    public Calibration(
        string name,
        IReadOnlyDictionary<SourceInRelation, TrackRecord> sources,
        IReadOnlyDictionary<KindInRelation, SourceParameters> kinds,
        ModelParameters parameters,
        Recalibration? recalibration)
    {
        Name = name;
        this.sources = sources.ToFrozenDictionary();
        this.kinds = kinds.ToFrozenDictionary();
        Recalibration = recalibration;
        Model = new CalibratedModel(parameters);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>By what distributions are corrected; null where they are not.</summary>
    public Recalibration? Recalibration { get; }

    /// <summary>The model with the shared parameters as learned.</summary>
    public CalibratedModel Model { get; }

    /// <summary>How a source errs: as learned beside its grade, or as its kind does, or as its grade and role say.</summary>
    /// <param name="source">The name of the source.</param>
    /// <param name="facts">What is known of it.</param>
    /// <param name="relation">Its relation to the incident.</param>
    public SourceParameters ParametersOf(string source, SourceFacts facts, SourceRelation relation)
    {
        if (sources.TryGetValue(new(source, relation), out var learned) && learned.Grade == facts.Grade)
            return learned.Parameters;
        // What was learned of a kind says less than what a person says of this one source.
        return facts.Grade is null && kinds.TryGetValue(new(facts.Kind, relation), out var ofKind)
            ? ofKind
            : SourcePrior.Of(SourceRoles.Of(facts, relation)).Mean;
    }
}

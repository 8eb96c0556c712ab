namespace Casualties.Estimation;

/// <summary>
/// A named and versioned rule that turns claims into estimates: which claims count, and whether ranges are given beside documented bounds. A policy is data;
/// all are carried out by the same code. The same claims, in any order, give the same result.
/// </summary>
public sealed record Policy
{
    /// <summary>The name by which it is asked for, for example <c>calibrated</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Its version, from 1. A change that changes a result raises it.</summary>
    public required int Version { get; init; }

    /// <summary>What it does, for people who choose a policy.</summary>
    public required string Description { get; init; }

    /// <summary>Whether it gives ranges beside documented bounds.</summary>
    public required bool HasRanges { get; init; }

    /// <summary>How many independent originators must give figures of a harm, for any of them to count; 0: no such demand.</summary>
    public int MinOriginators { get; init; }

    /// <summary>How many kinds of source must give figures of a harm, for any of them to count; 0: no such demand.</summary>
    public int MinSourceKinds { get; init; }

    /// <summary>Whether only claims of sources count that a person has graded, and could judge.</summary>
    public bool GradedOnly { get; init; }

    /// <summary>Whether what was learned of sources has a part in its results.</summary>
    public bool UsesCalibration => HasRanges;

    /// <summary>Estimates an incident.</summary>
    /// <exception cref="ArgumentException">A statement's numbers do not fit its form.</exception>
    public IncidentEstimate Estimate(IncidentCase incident)
    {
        var documented = Read(incident);
        return HasRanges ? CalibratedRanges.Add(documented, incident) : documented;
    }

    /// <summary>The distribution of one harm and group alone, without what explains it; null where no figure counts, or the policy gives no ranges.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="documented">What <see cref="Read"/> made of it.</param>
    /// <param name="harm">The kind of harm.</param>
    /// <param name="victims">Who is counted; canonical.</param>
    public CountDistribution? Weigh(IncidentCase incident, IncidentEstimate documented, Harm harm, VictimGroup victims)
    {
        ArgumentNullException.ThrowIfNull(incident);
        ArgumentNullException.ThrowIfNull(documented);
        return HasRanges && CalibratedRanges.HasRange(harm)
            ? CalibratedRanges.Distribution(new QuantityEvidence(incident, documented.Claims, harm, victims), incident)
            : null;
    }

    /// <summary>Documented bounds, and what became of every statement.</summary>
    public IncidentEstimate Read(IncidentCase incident)
    {
        ArgumentNullException.ThrowIfNull(incident);
        var claims = PublicationOrder.Sort(incident.Claims);
        return new DocumentedReading(claims, new Admission(this, incident, claims)).Estimate();
    }
}

using System.Collections.Frozen;
using Casualties.Counts.V1;
using Casualties.Incidents.V1;
using Casualties.Sources.V1;

namespace Casualties.Gateway.Reports;

/// <summary>Everything that a report depends on, besides policy and code.</summary>
/// <param name="Incident">The incident.</param>
/// <param name="Claims">Every claim ever recorded for it, in any order.</param>
/// <param name="Sources">The sources that these claims name, by name; those without a record are absent.</param>
/// <param name="InForce">The calibration in force and since when. Policies that use none do not look at it.</param>
public sealed record ReportInputs(
    Incident Incident, IReadOnlyList<Claim> Claims, IReadOnlyDictionary<string, Source> Sources, CalibrationInForce InForce)
{
    /// <summary>Claims that count without being listed, by name, each with its publisher: it may not be told who made them.</summary>
    public IReadOnlyDictionary<string, string> Unlisted { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Whether nothing is told of who said what, for a reason that these inputs do not show.</summary>
    public bool WithholdsAll { get; init; }

    /// <summary>
    /// Whether a policy's estimates are not told. A policy that leaves claims out by who made them would tell, beside one that does not, what those said of whom it
    /// may not be told.
    /// </summary>
    public bool Withholds(Estimation.Policy policy) => Unlisted.Count > 0 && (policy.GradedOnly || policy.MinOriginators > 0 || policy.MinSourceKinds > 0);

    /// <summary>Whether sources stand under pseudonyms: what is made of it is then for one organisation only.</summary>
    public bool IsPseudonymous { get; init; }

    /// <summary>Whether not everyone may know of all of it: who reads what is made of it is audited.</summary>
    public bool HoldsRestricted { get; init; }

    /// <summary>Sources that a flag hides today, where these are inputs of the past: what they said is hidden with them.</summary>
    public IReadOnlySet<string> HiddenSources { get; init; } = FrozenSet<string>.Empty;

    /// <summary>
    /// When what of the sources shows in these inputs was last recorded, microseconds since 1970-01-01T00:00:00Z; 0: nothing shows. A source shows that is told of, be it under a pseudonym, and a flag
    /// on one that is not, where it weighs all the same. Only set for who does not see every record.
    /// </summary>
    public long SourcesTime { get; init; }

    /// <summary>What people decided on these records.</summary>
    public Decisions Decisions { get; init; } = Decisions.None;

    /// <summary>The calibration in force; null if there is none.</summary>
    public Calibration? Calibration => InForce.Calibration;

    /// <summary>The name of the calibration that has a part in a policy's report; empty if none has.</summary>
    public string CalibrationOf(Estimation.Policy policy) => policy.UsesCalibration ? Calibration?.Name ?? "" : "";

    /// <summary>Whether the incident was retracted: then nothing is estimated.</summary>
    public bool IsRetracted => Incident.State == IncidentState.Retracted;

    /// <summary>Whether nothing of the incident counts: it was retracted, or a flag on it was upheld.</summary>
    public bool CountsNowhere => IsRetracted || Decisions.Excluded;
}

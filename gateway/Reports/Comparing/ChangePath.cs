using System.Collections.Frozen;
using Casualties.Counts.V1;
using Casualties.Hosting;
using Casualties.Incidents.V1;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;

namespace Casualties.Gateway.Reports;

/// <summary>
/// The way of the records about one incident from one point of the history to another, cause by cause: with each step, all records of a cause are exchanged for
/// what they are at the later point. Records are not changed; a step may hold copies.
/// </summary>
internal sealed class ChangePath
{
    /// <summary>The causes in the order in which the way is gone.</summary>
    public static readonly ChangeCause[] Causes =
    [
        ChangeCause.NewIncident, ChangeCause.NewClaim, ChangeCause.RevisionBySource, ChangeCause.Decision, ChangeCause.Source, ChangeCause.Incident, ChangeCause.Calibration,
    ];

    private readonly ReportInputs later;
    private readonly Dictionary<string, Claim> claims;
    private readonly Dictionary<string, Source> sources;
    private readonly FrozenDictionary<string, Claim> laterClaims;
    private Incident incident;
    private readonly CalibrationInForce inForce;

    private ChangePath(ReportInputs before, ReportInputs later)
    {
        this.later = later;
        (incident, inForce) = (before.Incident, before.InForce);
        claims = before.Claims.ToDictionary(claim => claim.Name);
        sources = before.Sources.ToDictionary(source => source.Key, source => source.Value);
        laterClaims = later.Claims.ToFrozenDictionary(claim => claim.Name);
    }

    /// <summary>The records after each cause; the same ones where it changed nothing, null where there are none or the viewer may not know of them.</summary>
    /// <param name="before">The records at the earlier point; null if the incident was not recorded, or not known to the viewer.</param>
    /// <param name="later">The records at the later point; null likewise.</param>
    /// <param name="inForceBefore">The calibration in force at the earlier point.</param>
    public static ReportInputs?[] Of(ReportInputs? before, ReportInputs? later, CalibrationInForce inForceBefore)
    {
        if (before is not null && later is not null)
            return new ChangePath(before, later).Steps(before);
        // What comes and what goes does so whole; a new incident is still told by the calibration of before.
        var coming = later is null ? null : later with { InForce = inForceBefore };
        return [.. Causes.Select(cause => cause == ChangeCause.Calibration ? later : later is null && cause < ChangeCause.Incident ? before : coming)];
    }

    private ReportInputs[] Steps(ReportInputs before)
    {
        var steps = new List<ReportInputs>();
        var at = before;
        foreach (var cause in Causes)
        {
            var isOther = Exchange(cause);
            // The last step ends at the later records themselves, whatever they hold that no cause is about.
            at = cause == Causes[^1] ? later : isOther ? new ReportInputs(incident, [.. claims.Values], new Dictionary<string, Source>(sources), inForce) : at;
            steps.Add(at);
        }
        return [.. steps];
    }

    // Whether anything was exchanged.
    private bool Exchange(ChangeCause cause)
    {
        switch (cause)
        {
            case ChangeCause.NewClaim:
                return Each(later.Claims.Where(claim => !claims.ContainsKey(claim.Name) && !ReplacesKnown(claim)), Take);
            case ChangeCause.RevisionBySource:
                var removed = Each(claims.Keys.Where(name => !laterClaims.ContainsKey(name)), name => claims.Remove(name));
                return Each(later.Claims.Where(claim => !claims.TryGetValue(claim.Name, out var known) || !known.Equals(WithDecisionsOf(known, claim))), Take) || removed;
            case ChangeCause.Decision:
                return ExchangeDecisions();
            case ChangeCause.Source:
                return Each(later.Sources.Where(source => !sources.TryGetValue(source.Key, out var known) || !known.Equals(source.Value)), source => sources[source.Key] = source.Value);
            case ChangeCause.Incident:
                var isOther = !incident.Equals(later.Incident);
                incident = later.Incident;
                return isOther;
            default:
                return false;
        }
    }

    private bool ExchangeDecisions()
    {
        var onClaims = Each(later.Claims.Where(claim => !claims[claim.Name].Equals(claim)), claim => claims[claim.Name] = claim);
        var onSources = Each(
            later.Sources.Where(source => sources.TryGetValue(source.Key, out var known) && !known.Flags.Equals(source.Value.Flags)),
            source => sources[source.Key] = Flagged(sources[source.Key].Clone(), source.Value));
        if (incident.Flags.Equals(later.Incident.Flags))
            return onClaims || onSources;
        incident = Flagged(incident.Clone(), later.Incident);
        return true;
    }

    // All are found before any is exchanged.
    private static bool Each<T>(IEnumerable<T> found, Action<T> exchange)
    {
        var all = found.ToList();
        all.ForEach(exchange);
        return all.Count > 0;
    }

    private static T Flagged<T>(T record, IDisclosedRecord like)
        where T : IDisclosedRecord
    {
        record.Flags.Clear();
        record.Flags.Add(like.Flags);
        return record;
    }

    // Whether a claim takes, in the end, the place of one that was known before.
    private bool ReplacesKnown(Claim claim)
    {
        var replaced = claim.Supersedes;
        while (replaced.Length > 0)
        {
            if (claims.ContainsKey(replaced))
                return true;
            replaced = laterClaims.GetValueOrDefault(replaced)?.Supersedes ?? "";
        }
        return false;
    }

    // A claim as it is later, without what people decided on it since; with the sources that it names, if they were not known.
    private void Take(Claim claim)
    {
        claims[claim.Name] = WithDecisionsOf(claims.GetValueOrDefault(claim.Name), claim);
        foreach (var name in (string[])[claim.Publisher, claim.Originator])
        {
            if (later.Sources.TryGetValue(name, out var source))
                sources.TryAdd(name, source);
        }
    }

    private static Claim WithDecisionsOf(Claim? before, Claim later)
    {
        var claim = later.Clone();
        claim.Flags.Clear();
        claim.CopyJudgements.Clear();
        (claim.Assessment, var flags, var judgements) = (before?.Assessment, before?.Flags ?? [], before?.CopyJudgements ?? []);
        claim.Flags.Add(flags);
        claim.CopyJudgements.Add(judgements);
        // A decision raises the revision, too: only what sources say is compared.
        if (before is not null && IsSaidAlike(before, claim))
            return before;
        return claim;
    }

    private static bool IsSaidAlike(Claim before, Claim later)
    {
        var like = later.Clone();
        (like.Revision, like.Etag, like.UpdateTime, like.Proposal) = (before.Revision, before.Etag, before.UpdateTime, before.Proposal);
        return like.Equals(before);
    }
}

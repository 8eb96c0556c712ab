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
    private CalibrationInForce inForce;

    private ChangePath(ReportInputs before, ReportInputs later)
    {
        this.later = later;
        (incident, inForce) = (before.Incident, before.InForce);
        claims = before.Claims.ToDictionary(claim => claim.Name);
        sources = before.Sources.ToDictionary(source => source.Key, source => source.Value);
        laterClaims = later.Claims.ToFrozenDictionary(claim => claim.Name);
    }

    /// <summary>The records after each cause, and which records it exchanged; the same records where it changed nothing.</summary>
    /// <param name="before">The records at the earlier point; null if the incident was not recorded, or not known to the viewer.</param>
    /// <param name="later">The records at the later point; null likewise.</param>
    /// <param name="inForceBefore">The calibration in force at the earlier point.</param>
    public static PathStep[] Of(ReportInputs? before, ReportInputs? later, CalibrationInForce inForceBefore)
    {
        if (before is not null && later is not null)
            return new ChangePath(before, later).Steps(before);
        // What comes and what goes does so whole; a new incident is still told by the calibration of before.
        var coming = later is null ? null : later with { InForce = inForceBefore };
        string[] name = later is null && before is null ? [] : [(later ?? before)!.Incident.Name];
        return [.. Causes.Select(cause => cause switch
        {
            ChangeCause.NewIncident => new PathStep(later is null ? before : coming, later is null ? [] : name),
            ChangeCause.Incident when later is null => new PathStep(null, name),
            ChangeCause.Calibration => new PathStep(later, []),
            _ => new PathStep(cause < ChangeCause.Incident && later is null ? before : coming, []),
        })];
    }

    private PathStep[] Steps(ReportInputs before)
    {
        var steps = new List<PathStep>();
        var at = before;
        foreach (var cause in Causes)
        {
            var exchanged = Exchange(cause);
            var isOther = exchanged.Count > 0 || (cause == ChangeCause.Calibration && inForce.Revision != before.InForce.Revision);
            // The last step ends at the later records themselves, whatever they hold that no cause is about.
            at = cause == Causes[^1] ? later : isOther ? new ReportInputs(incident, [.. claims.Values], new Dictionary<string, Source>(sources), inForce) : at;
            steps.Add(new PathStep(at, exchanged));
        }
        return [.. steps];
    }

    private List<string> Exchange(ChangeCause cause)
    {
        switch (cause)
        {
            case ChangeCause.NewClaim:
                return [.. later.Claims.Where(claim => !claims.ContainsKey(claim.Name) && !ReplacesKnown(claim)).ToList().Select(Take)];
            case ChangeCause.RevisionBySource:
                return
                [
                    .. claims.Keys.Where(name => !laterClaims.ContainsKey(name)).ToList().Select(Remove),
                    .. later.Claims.Where(claim => !claims.TryGetValue(claim.Name, out var known) || !known.Equals(WithDecisionsOf(known, claim))).ToList().Select(Take),
                ];
            case ChangeCause.Decision:
                return ExchangeDecisions();
            case ChangeCause.Source:
                return [.. later.Sources.Where(source => !sources.TryGetValue(source.Key, out var known) || !known.Equals(source.Value)).ToList().Select(Take)];
            case ChangeCause.Incident when !incident.Equals(later.Incident):
                incident = later.Incident;
                return [incident.Name];
            case ChangeCause.Calibration:
                inForce = later.InForce;
                return inForce.Calibration is { } calibration ? [calibration.Name] : [];
            default:
                return [];
        }
    }

    private List<string> ExchangeDecisions()
    {
        var exchanged = new List<string>();
        foreach (var claim in later.Claims.Where(claim => !claims[claim.Name].Equals(claim)))
        {
            claims[claim.Name] = claim;
            exchanged.Add(claim.Name);
        }
        foreach (var (name, source) in later.Sources)
        {
            if (!sources.TryGetValue(name, out var known) || known.Flags.Equals(source.Flags))
                continue;
            sources[name] = Flagged(known.Clone(), source);
            exchanged.Add(name);
        }
        if (!incident.Flags.Equals(later.Incident.Flags))
        {
            incident = Flagged(incident.Clone(), later.Incident);
            exchanged.Add(incident.Name);
        }
        return exchanged;
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
    private string Take(Claim claim)
    {
        claims[claim.Name] = WithDecisionsOf(claims.GetValueOrDefault(claim.Name), claim);
        foreach (var name in (string[])[claim.Publisher, claim.Originator])
        {
            if (later.Sources.TryGetValue(name, out var source))
                sources.TryAdd(name, source);
        }
        return claim.Name;
    }

    private string Take(KeyValuePair<string, Source> source)
    {
        sources[source.Key] = source.Value;
        return source.Key;
    }

    private string Remove(string claim)
    {
        claims.Remove(claim);
        return claim;
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

/// <summary>Where the records about an incident stand after a cause, and which records it exchanged. Null: there are none, or the viewer may not know of them.</summary>
internal sealed record PathStep(ReportInputs? Records, IReadOnlyList<string> Exchanged);

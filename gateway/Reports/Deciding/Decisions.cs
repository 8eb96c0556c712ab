using System.Collections.Frozen;
using Casualties.Counts.V1;
using Casualties.Estimation;
using Casualties.Incidents.V1;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Claim = Casualties.Counts.V1.Claim;
using InformationCredibility = Casualties.Counts.V1.InformationCredibility;

namespace Casualties.Gateway.Reports;

/// <summary>What people decided on the records of a report, as far as its viewer is told of the records.</summary>
/// <param name="Excluded">Whether nothing of the incident counts.</param>
/// <param name="Claims">What was decided on claims, by the name under which the viewer meets them; without those on which nothing was.</param>
/// <param name="Notices">The flags that are shown.</param>
public sealed record Decisions(bool Excluded, IReadOnlyDictionary<string, ClaimDecisions> Claims, IReadOnlyList<FlagNotice> Notices)
{
    /// <summary>Nothing was decided.</summary>
    public static Decisions None { get; } = new(false, FrozenDictionary<string, ClaimDecisions>.Empty, []);

    /// <summary>What was decided on a claim.</summary>
    public ClaimDecisions On(string claim) => Claims.GetValueOrDefault(claim);
}

/// <summary>What was decided on a claim, by flags on it or on its sources, and by its assessment.</summary>
/// <param name="Excluded">On which topics it counts nowhere.</param>
/// <param name="Uncorroborating">Whether it bears nobody out.</param>
/// <param name="Doubted">Whether its figures are weighed as those of someone who is known to deceive.</param>
/// <param name="Credibility">How far it is believed; unspecified: nobody says, or what was said does not hold any more.</param>
public readonly record struct ClaimDecisions(Topics Excluded, bool Uncorroborating, bool Doubted, InformationCredibility Credibility)
{
    /// <summary>With what follows from a flag that is in force.</summary>
    internal ClaimDecisions With(Flag flag) => flag.Effect switch
    {
        FlagEffect.ExcludeFromCount or FlagEffect.Hide => this with { Excluded = Excluded | TopicsOf(flag.Scope?.Topic ?? default) },
        FlagEffect.ExcludeFromCorroboration => this with { Uncorroborating = true },
        FlagEffect.DownWeight => this with { Doubted = true },
        _ => this,
    };

    private static Topics TopicsOf(ReviewTopic topic) => topic switch
    {
        ReviewTopic.Count => Topics.Count,
        ReviewTopic.Attribution => Topics.Attribution,
        ReviewTopic.CivilianStatus => Topics.CivilianStatus,
        ReviewTopic.Location => Topics.Location,
        _ => Topics.All,
    };
}

/// <summary>Gathers what was decided on the records of one report, for one viewer.</summary>
/// <param name="incident">The incident.</param>
/// <param name="all">Whether every flag is told: those raised for safety tell others that somebody is in danger.</param>
internal sealed class DecisionsOf(Incident incident, bool all)
{
    private readonly Dictionary<string, ClaimDecisions> claims = [];
    private readonly List<FlagNotice> notices = [];
    private readonly HashSet<string> shown = [];
    private readonly List<(string Claim, string By)> confirmed = [];

    /// <summary>Takes in a claim.</summary>
    /// <param name="claim">The claim as recorded.</param>
    /// <param name="name">The name by which the viewer meets it; null if it is not listed.</param>
    /// <param name="key">The name under which the estimator meets it.</param>
    /// <param name="sources">Those behind it of whom the viewer may be told.</param>
    /// <param name="confirming">The claim that is said to confirm it, and the name under which the estimator meets that; null if the viewer does not know of it.</param>
    public void Add(Claim claim, string? name, string key, IEnumerable<DecidedSource> sources, (Claim Claim, string Key)? confirming)
    {
        var decided = new ClaimDecisions(default, false, false, CredibilityOf(claim, confirming?.Claim));
        if (decided.Credibility == InformationCredibility.ConfirmedByOtherSources)
            confirmed.Add((key, confirming!.Value.Key));
        decided = InForce(claim.Flags).Aggregate(decided, (before, flag) => before.With(flag));
        if (name is not null)
            Show(name, claim.Flags);
        foreach (var source in sources)
        {
            var about = source.Record.Flags.Where(flag => flag.Scope.Holds(incident)).ToList();
            decided = InForce(about).Aggregate(decided, (before, flag) => before.With(flag));
            if (source.IsNamed)
                Show(source.Record.Name, about);
        }
        if (decided != default)
            claims.Add(key, decided);
    }

    /// <summary>All of it.</summary>
    public Decisions Conclude()
    {
        // Whoever bears nobody out confirms nothing.
        foreach (var (claim, by) in confirmed)
        {
            if (claims.TryGetValue(by, out var other) && (other.Uncorroborating || other.Excluded.HasFlag(Topics.Count)))
                claims[claim] = claims[claim] with { Credibility = InformationCredibility.Unspecified };
        }
        var ofOthers = notices.OrderBy(notice => notice.Record, StringComparer.Ordinal).ToList();
        notices.Clear();
        Show(incident.Name, incident.Flags);
        notices.AddRange(ofOthers);
        var excluded = InForce(incident.Flags).Any(flag => flag.Effect is FlagEffect.ExcludeFromCount or FlagEffect.Hide);
        return !excluded && claims.Count == 0 && notices.Count == 0 ? Decisions.None : new Decisions(excluded, claims, notices);
    }

    // What confirmed it must still stand.
    private static InformationCredibility CredibilityOf(Claim claim, Claim? confirming) => claim.Assessment switch
    {
        null => InformationCredibility.Unspecified,
        { Credibility: InformationCredibility.ConfirmedByOtherSources } when confirming is null || !confirming.Corroborates(claim) => InformationCredibility.Unspecified,
        var assessment => assessment.Credibility,
    };

    private static IEnumerable<Flag> InForce(IEnumerable<Flag> flags) => flags.Where(flag => flag.InForce);

    private void Show(string record, IEnumerable<Flag> flags)
    {
        if (!shown.Add(record))
            return;
        foreach (var flag in flags)
        {
            if (flag.IsEnded || (flag.IsForSafety && !all))
                continue;
            notices.Add(new FlagNotice
            {
                Record = record,
                Reason = flag.Reason,
                Severity = flag.Severity,
                Effect = flag.Effect,
                State = flag.State,
                InForce = flag.InForce,
                RaiseTime = flag.RaiseTime,
                Flag = all ? flag.Id : "",
            });
        }
    }
}

/// <summary>A source behind a claim, of whom a viewer may be told.</summary>
/// <param name="Record">Its record.</param>
/// <param name="IsNamed">Whether it is told under its own name.</param>
internal readonly record struct DecidedSource(Source Record, bool IsNamed);

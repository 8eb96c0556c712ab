using Casualties.Gateway.Import;
using Casualties.Type.V1;

namespace Casualties.Gateway.Backtest;

/// <summary>A later figure, and the early claims from which it is to be forecast.</summary>
/// <param name="Later">The later figure.</param>
/// <param name="Incident">The incident.</param>
/// <param name="Claims">The claims, in the order of the sheet; at least one.</param>
public sealed record Pair(LaterRow Later, IncidentRow Incident, IReadOnlyList<ClaimRow> Claims);

/// <summary>Why a later figure makes no pair.</summary>
public enum LeftOut
{
    /// <summary>Its basis is called weak.</summary>
    WeakBasis = 1,

    /// <summary>Ranges are made for people killed and injured only.</summary>
    OtherHarm = 2,

    /// <summary>The row of its incident is in quarantine.</summary>
    NoIncident = 3,

    /// <summary>The incident lasted for days.</summary>
    LastsForDays = 4,

    /// <summary>No early claim of the same harm and victims is by others than the authority and no copy.</summary>
    NoClaim = 5,

    /// <summary>There are such claims, and the policy weighs none of them.</summary>
    NotWeighed = 6,
}

/// <summary>Chooses the pairs of a sheet.</summary>
public sealed class PairSelection
{
    private PairSelection(IReadOnlyDictionary<string, SheetSource> sources) => Sources = sources;

    /// <summary>The pairs, in the order of the later figures.</summary>
    public List<Pair> Pairs { get; } = [];

    /// <summary>Why the other later figures make none.</summary>
    public List<LeftOut> LeftOut { get; } = [];

    /// <summary>The publishers and originators of the sheet by name.</summary>
    public IReadOnlyDictionary<string, SheetSource> Sources { get; }

    /// <summary>Whether rows are in quarantine that could have been part of a pair.</summary>
    public bool LacksRows { get; private set; }

    /// <summary>Reads a sheet and chooses its pairs.</summary>
    /// <exception cref="ClaimSheetRefused">A header lacks columns, a limit on whole files is passed, or a file is no CSV at all.</exception>
    public static PairSelection Of(BacktestSheet sheet, PublicationWindow window, QuarantineReport quarantine, CancellationToken cancel)
    {
        ClaimSheetSurvey survey = sheet.Claims.Survey(cancel);
        IReadOnlyList<LaterRow> later = sheet.Later(survey, quarantine, cancel);
        HashSet<string> wanted = [.. later.Select(row => row.Quantity.IncidentKey)];
        var known = new HashSet<string>();
        var incidents = new Dictionary<string, IncidentRow>();
        foreach (IncidentRow row in sheet.Claims.Incidents(survey, quarantine))
        {
            cancel.ThrowIfCancellationRequested();
            known.Add(row.Key);
            if (wanted.Contains(row.Key))
                incidents.Add(row.Key, row);
        }

        var selection = new PairSelection(survey.Sources);
        List<Candidate> candidates = selection.CandidatesOf(later, incidents);
        Dictionary<Quantity, Candidate> byQuantity = candidates.ToDictionary(candidate => candidate.Later.Quantity);
        foreach (ClaimRow claim in sheet.Claims.Claims(survey, known.Contains, quarantine))
        {
            cancel.ThrowIfCancellationRequested();
            if (byQuantity.TryGetValue(new Quantity(claim.IncidentKey, claim.Harm, claim.Victims), out Candidate? candidate) && candidate.Uses(claim, window))
                candidate.Claims.Add(claim);
        }

        foreach (Candidate candidate in candidates)
        {
            if (candidate.Claims.Count > 0)
                selection.Pairs.Add(new Pair(candidate.Later, candidate.Incident, candidate.Claims));
            else
                selection.LeftOut.Add(Backtest.LeftOut.NoClaim);
        }

        selection.LacksRows = Concerns(quarantine, wanted);
        return selection;
    }

    private List<Candidate> CandidatesOf(IReadOnlyList<LaterRow> later, Dictionary<string, IncidentRow> incidents)
    {
        var candidates = new List<Candidate>();
        foreach (LaterRow row in later)
        {
            IncidentRow? incident = incidents.GetValueOrDefault(row.Quantity.IncidentKey);
            LeftOut? reason =
                row.IsWeak ? Backtest.LeftOut.WeakBasis
                : row.Quantity.Harm is not (HarmType.Killed or HarmType.Injured) ? Backtest.LeftOut.OtherHarm
                : incident is null ? Backtest.LeftOut.NoIncident
                : incident.End > incident.Start ? Backtest.LeftOut.LastsForDays
                : null;
            if (reason is { } known)
                LeftOut.Add(known);
            else
                candidates.Add(new Candidate(row, incident!, new Authority(row.Authority), []));
        }

        return candidates;
    }

    // A row whose key is not known, or that the report did not keep, may have been anybody's.
    private static bool Concerns(QuarantineReport quarantine, HashSet<string> incidents)
    {
        HashSet<string> echoes = [.. incidents.Select(key => QuarantineReport.Echo(key))];
        return quarantine.Count > quarantine.First.Count || quarantine.First.Any(row =>
            row.Key == "" || row.File == LaterRow.Format.Name || echoes.Contains(row.Key)
            || (row.Key.LastIndexOf('/') is > 0 and var slash && echoes.Contains(row.Key[..slash])));
    }

    private sealed record Candidate(LaterRow Later, IncidentRow Incident, Authority Authority, List<ClaimRow> Claims)
    {
        public bool Uses(ClaimRow claim, PublicationWindow window) =>
            claim.CopiesClaim is null
            && claim.PublishedDate is { } day && window.Holds(Incident.Start, day, claim.PublishedHour)
            && !Authority.Includes(claim.OriginalSource ?? claim.Publisher);
    }
}

using System.Runtime.InteropServices;

namespace Casualties.Estimation;

/// <summary>Who says what about an incident, of those who are not left out.</summary>
internal sealed class Hearing
{
    private readonly List<Heard> heard = [];

    public Hearing(IncidentCase incident)
    {
        var said = new HashSet<(string, Harm, VictimGroup, bool, Figure)>();
        foreach (var claim in PublicationOrder.Sort(incident.Claims))
        {
            if (claim.State != ClaimState.Live)
                continue;
            var facts = incident.FactsOf(claim.Voice);
            foreach (var statement in claim.Statements)
            {
                // The attackers' own toll is another matter.
                if (!claim.Excludes(statement) && statement.Victims.Canonical() != VictimGroup.PerpetratorsOnly)
                    heard.Add(new(claim, statement, claim.Corroborator, claim.Corroborator is null ? null : SourceRoles.KindOf(facts)));
            }
            Repetitions += claim.IsCopy || Repeats(claim, said) ? 1 : 0;
        }
    }

    /// <summary>How many live claims add no originator.</summary>
    public int Repetitions { get; }

    /// <summary>The harm whose number is asked for first: killed, or injured where nobody gives a figure of killed.</summary>
    public Harm? Headline =>
        heard.Exists(one => one is { Statement.Harm: Harm.Killed, IsFigure: true }) ? Harm.Killed
        : heard.Exists(one => one is { Statement.Harm: Harm.Injured, IsFigure: true }) ? Harm.Injured : null;

    /// <summary>Those who say something.</summary>
    public Voices Saying(Func<Heard, bool> what) => Voices.Of(heard.Where(what));

    /// <summary>Those who say that nobody was killed, and nothing of anybody who was harmed otherwise: no wounded beside the dead are no denial.</summary>
    public Voices Denying => Voices.Of(heard.Where(one => one.DeniesDeaths && !heard.Exists(other => ReferenceEquals(other.Claim, one.Claim) && other.SaysHarm)));

    /// <summary>The most that is counted of any one harm, of those who give figures of it.</summary>
    public int OfOneHarm(Func<Voices, int> count) =>
        heard.Where(one => one.IsFigure && !one.Claim.IsCopy).GroupBy(one => one.Statement.Harm).Select(group => count(Voices.Of(group))).DefaultIfEmpty().Max();

    /// <summary>The last figure of each voice for a harm and all its victims.</summary>
    public IReadOnlyCollection<Heard> LastFigures(Harm harm)
    {
        var last = new Dictionary<string, Heard>(StringComparer.Ordinal);
        foreach (var one in heard)
        {
            if (one.IsFigure && !one.Claim.IsCopy && !one.Statement.PartOfIncident && one.Statement.Harm == harm && one.Statement.Victims.Canonical() == VictimGroup.AllVictims)
                last[one.Claim.Voice] = one;
        }
        return last.Values;
    }

    // All that it says was said by the same originator before.
    private static bool Repeats(Claim claim, HashSet<(string, Harm, VictimGroup, bool, Figure)> said)
    {
        if (claim.Originator is not { } originator || claim.Statements.Count == 0)
            return false;
        var isNew = false;
        foreach (var statement in claim.Statements)
            isNew |= said.Add((originator, statement.Harm, statement.Victims.Canonical(), statement.PartOfIncident, Figure.Of(statement)));
        return !isNew;
    }
}

/// <summary>A statement, and who stands behind it.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="Statement">The statement.</param>
/// <param name="Originator">Who bears others out by it; null: nobody.</param>
/// <param name="Kind">What kind of source that is; null: none that counts.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Heard(Claim Claim, CountStatement Statement, string? Originator, SourceRole? Kind)
{
    public Figure Figure => Figure.Of(Statement);

    public bool IsFigure => Figure.IsNumber;

    public bool SaysHarm => Figure is not { High: 0, Open: false };

    public bool DeniesDeaths => !SaysHarm && Statement is { Harm: Harm.Killed, PartOfIncident: false } && (Statement.Victims.Canonical() == VictimGroup.AllVictims || Statement.Victims == VictimGroup.Everyone);

    public bool IsOfCivilians => SaysHarm && Statement.Victims.Status is CivilianStatus.Civilian or CivilianStatus.OtherProtectedPerson;

    public bool IsOfFighters => SaysHarm && Statement.Victims.Status is CivilianStatus.MemberOfArmedForces or CivilianStatus.DirectlyParticipating;
}

/// <summary>How many say something.</summary>
/// <param name="Anyone">Whether anybody does, copies included.</param>
/// <param name="Originators">How many independent originators.</param>
/// <param name="Kinds">How many kinds of source there are among them.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Voices(bool Anyone, int Originators, int Kinds)
{
    public static Voices Of(IEnumerable<Heard> heard)
    {
        var originators = new HashSet<string>(StringComparer.Ordinal);
        var kinds = new HashSet<SourceRole>();
        var anyone = false;
        foreach (var one in heard)
        {
            anyone = true;
            if (one.Originator is { } originator)
                originators.Add(originator);
            if (one.Kind is { } kind)
                kinds.Add(kind);
        }
        return new(anyone, originators.Count, kinds.Count);
    }
}

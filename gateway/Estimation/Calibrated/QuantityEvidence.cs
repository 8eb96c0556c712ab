using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Casualties.Estimation;

/// <summary>
/// The figures that speak of one harm and group: those for the group itself, and those for others that bound it. A voice counts once, with its last figure,
/// dated to when it first gave it: saying the same again, later or elsewhere, is no further evidence.
/// </summary>
public sealed class QuantityEvidence
{
    private readonly IncidentCase incident;
    private readonly IReadOnlyList<ClaimPart> claims;
    private readonly Harm harm;
    private readonly VictimGroup victims;
    private readonly List<Entry> entries = [];
    private readonly List<string> voices = [];

    /// <summary>Gathers the figures.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="claims">Its claims and what became of each statement, in order of publication.</param>
    /// <param name="harm">The kind of harm.</param>
    /// <param name="victims">Who is counted; canonical.</param>
    internal QuantityEvidence(IncidentCase incident, IReadOnlyList<ClaimPart> claims, Harm harm, VictimGroup victims)
    {
        this.incident = incident;
        this.claims = claims;
        this.harm = harm;
        this.victims = victims;
        AddDirect();
        AddNumbersWithPerpetrators();
        AddParts();
        AddDiscounted();
        KeepMostReliable();
        entries.Sort(static (one, other) => (one.Dated, one.Claim, one.Statement).CompareTo((other.Dated, other.Claim, other.Statement)));
        Evidence = [.. entries.Select(entry => Judged(entry) with { Source = IndexOf(entry.Voice) })];
        var relations = voices.ConvertAll(voice => (Facts: FactsOf(voice), Relation: RelationOf(FactsOf(voice))));
        Relations = [.. relations.Select(voice => voice.Relation)];
        Roles = [.. relations.Select(voice => SourceRoles.Of(voice.Facts, voice.Relation))];
        Sources = [.. relations.Select((voice, i) => ParametersOf(voices[i], voice.Facts, voice.Relation))];
    }

    /// <summary>The figures in order of time.</summary>
    public ImmutableArray<Evidence> Evidence { get; }

    /// <summary>How each voice errs, by the index in the evidence.</summary>
    public ImmutableArray<SourceParameters> Sources { get; }

    /// <summary>The role and the grade of each voice, by the index in the evidence.</summary>
    public ImmutableArray<GradedRole> Roles { get; }

    /// <summary>How each voice stands to the incident, by the index in the evidence.</summary>
    public ImmutableArray<SourceRelation> Relations { get; }

    /// <summary>Whether there is a figure that counts for the whole of those asked for, and not only for a part of the incident.</summary>
    public bool SpeaksOfTheWhole => Counting.Any(one => one.Form != EvidenceForm.Partial);

    /// <summary>The figures that are not left out.</summary>
    public IEnumerable<Evidence> Counting => Evidence.Where(one => !one.Discounted);

    /// <summary>The names of the voices, by the index in the evidence.</summary>
    public IReadOnlyList<string> Voices => voices;

    /// <summary>The names of the voices with a figure that counts.</summary>
    public IReadOnlyList<string> CountingVoices => [.. Counting.Select(one => voices[one.Source]).Distinct(StringComparer.Ordinal)];

    /// <summary>The figures that a policy weighs for one harm and group.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="incident">The incident.</param>
    /// <param name="harm">The kind of harm.</param>
    /// <param name="victims">Who is counted; canonical.</param>
    public static QuantityEvidence Of(Policy policy, IncidentCase incident, Harm harm, VictimGroup victims)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return Of(incident, policy.Read(incident), harm, victims);
    }

    /// <summary>The figures that a policy weighs for one harm and group.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="documented">What <see cref="Policy.Read"/> made of it.</param>
    /// <param name="harm">The kind of harm.</param>
    /// <param name="victims">Who is counted; canonical.</param>
    public static QuantityEvidence Of(IncidentCase incident, IncidentEstimate documented, Harm harm, VictimGroup victims)
    {
        ArgumentNullException.ThrowIfNull(documented);
        return new(incident, documented.Claims, harm, victims);
    }

    /// <summary>Hours from the end of the incident to when the last figure was first given, 0 or more; null where that is known of none.</summary>
    public double? HoursCovered
    {
        get
        {
            double? hours = null;
            foreach (var entry in entries.Where(entry => !entry.Evidence.Discounted))
                hours = Lag(entry.Dated) is { } lag && !(lag <= hours) ? lag : hours;
            return hours;
        }
    }

    /// <summary>Where a figure comes from: the claim and its statement, by their places.</summary>
    public (int Claim, int Statement) Origin(int evidence) => (entries[evidence].Claim, entries[evidence].Statement);

    private void AddDirect()
    {
        for (var claim = 0; claim < claims.Count; claim++)
        {
            for (var i = 0; i < claims[claim].Statements.Count; i++)
            {
                var part = claims[claim].Statements[i];
                if (part.Statement.Harm != harm || part.Statement.Victims.Canonical() != victims || part.Use is not (StatementUse.Counted or StatementUse.NoNumber))
                    continue;
                var voice = claims[claim].Claim.Voice;
                var dated = FirstSaid(claim, part);
                if (StatedEvidence.Of(part.Statement, EvidenceLag(dated)) is not { } evidence)
                    continue;
                // Words say less than a number of the same voice, and its last words are what it says.
                var inWords = part.Use == StatementUse.NoNumber;
                if (inWords && entries.Exists(entry => entry.Voice == voice && entry is { InWords: false, IsPart: false }))
                    continue;
                var entry = new Entry(dated, claim, i, voice, inWords, evidence);
                var before = entries.FindIndex(other => other.Voice == voice && other.IsPart == entry.IsPart);
                if (before < 0)
                    entries.Add(entry);
                else
                    entries[before] = entries[before].Claim == claim && !entries[before].InWords && !inWords
                        ? entry with { Evidence = StatedEvidence.Both(entries[before].Evidence, evidence) }
                        : entry;
            }
        }
    }

    // A number with perpetrators in it says how many victims there were, or bounds them, unless its voice gives a figure for victims then or later.
    private void AddNumbersWithPerpetrators()
    {
        if (victims != VictimGroup.AllVictims)
            return;
        foreach (var (claim, i, part) in Counted(group => group == VictimGroup.Everyone))
        {
            var voice = claims[claim].Claim.Voice;
            var everyone = Figure.Of(part.Statement);
            var own = entries.FindIndex(entry => entry.Voice == voice && !entry.IsPart);
            if (part.Statement.PartOfIncident || (own >= 0 && !entries[own].InWords && entries[own].Claim >= claim))
                continue;
            var perpetrators = DocumentedReading.StatedPerpetrators(claims[claim].Claim, part.Statement);
            var dated = FirstSaid(claim, part);
            if (perpetrators.IsNumber)
                Replace(own, new(dated, claim, i, voice, InWords: false, Of(everyone.Without(perpetrators), EvidenceLag(dated))));
            else if (own < 0 && everyone is { Open: false, High: { } high })
                entries.Add(new(dated, claim, i, voice, InWords: false, StatedEvidence.NotMoreThan(high, EvidenceLag(dated))));
        }
    }

    private void Replace(int at, Entry entry)
    {
        if (at < 0)
            entries.Add(entry);
        else
            entries[at] = entry;
    }

    // Of those who speak only of some of the people asked for, each with its largest number, the middle one: a whole is not smaller than its parts. Only one,
    // and only beside figures for the whole: each such figure pushes upwards alone, so that several, which often mean everyone, would together lift a toll
    // far above what anyone says.
    private void AddParts()
    {
        if (entries.TrueForAll(entry => entry.Evidence.Form is EvidenceForm.Words or EvidenceForm.Partial))
            return;
        var largest = new Dictionary<string, (int Dated, int Claim, int Statement, long Number)>(StringComparer.Ordinal);
        foreach (var (claim, i, part) in Counted(IsPart))
        {
            var voice = claims[claim].Claim.Voice;
            if (part.Statement.Low is not > 0 || Figure.Of(part.Statement).Low is not { } number || entries.Exists(entry => entry.Voice == voice))
                continue;
            if (!largest.TryGetValue(voice, out var known) || known.Number < number)
                largest[voice] = (FirstSaid(claim, part), claim, i, number);
        }
        if (largest.Count == 0)
            return;
        var (middleVoice, middle) = largest.OrderBy(one => one.Value.Number).ThenBy(one => one.Value.Dated).ElementAt(largest.Count / 2);
        entries.Add(new(
            middle.Dated, middle.Claim, middle.Statement, middleVoice, InWords: false, StatedEvidence.AtLeastOfPart(middle.Number, EvidenceLag(middle.Dated))));
    }

    // What a flag leaves out weighs nothing, but who gives the same figure later may have it from there. Of each voice the last one, and only where the voice has no
    // figure that counts.
    private void AddDiscounted()
    {
        var counting = entries.Select(entry => entry.Voice).ToHashSet(StringComparer.Ordinal);
        for (var claim = 0; claim < claims.Count; claim++)
        {
            for (var i = 0; i < claims[claim].Statements.Count; i++)
            {
                var part = claims[claim].Statements[i];
                var voice = claims[claim].Claim.Voice;
                if (part.Use != StatementUse.Flagged || part.Statement.Harm != harm || part.Statement.Victims.Canonical() != victims || counting.Contains(voice))
                    continue;
                var dated = FirstSaid(claim, part);
                if (StatedEvidence.Of(part.Statement, EvidenceLag(dated)) is { } evidence)
                    Replace(entries.FindIndex(entry => entry.Voice == voice), new(dated, claim, i, voice, InWords: false, evidence with { Discounted = true }));
            }
        }
    }

    private Evidence Judged(in Entry entry)
    {
        var claim = claims[entry.Claim].Claim;
        return entry.Evidence with { Credibility = claim.Credibility, Doubted = claim.Doubted };
    }

    // Work grows with the square of figures; of very many, those of the least reliable sources would count next to nothing.
    private void KeepMostReliable()
    {
        if (entries.Count <= CountLimits.MaxFigures)
            return;
        var kept = entries.OrderBy(entry => entry.Evidence.Discounted).ThenBy(entry => Doubt(entry.Voice))
            .ThenByDescending(entry => entry.Claim).ThenBy(entry => entry.Statement).Take(CountLimits.MaxFigures).ToArray();
        entries.Clear();
        entries.AddRange(kept);
    }

    private IEnumerable<(int Claim, int Statement, StatementPart Part)> Counted(Func<VictimGroup, bool> isAbout)
    {
        for (var claim = 0; claim < claims.Count; claim++)
        {
            for (var i = 0; i < claims[claim].Statements.Count; i++)
            {
                var part = claims[claim].Statements[i];
                if (part.Use == StatementUse.Counted && part.Statement.Harm == harm && isAbout(part.Statement.Victims.Canonical()))
                    yield return (claim, i, part);
            }
        }
    }

    private bool IsPart(VictimGroup group) =>
        group != victims && (group.Whole() == victims || (victims == VictimGroup.Everyone && group.Perpetrators != PerpetratorScope.Included));

    private static Evidence Of(Figure figure, double lagHours) => figure is { Open: true, Low: { } atLeast }
        ? StatedEvidence.AtLeast(atLeast, lagHours)
        : StatedEvidence.Between(figure.Low ?? 0, figure.High.GetValueOrDefault(), lagHours);

    // The place of the claim with which the voice began to give this figure, without another one in between. Words are no figure: they stand between words only.
    private int FirstSaid(int place, StatementPart said)
    {
        var first = place;
        var figure = StatedEvidence.Of(said.Statement, lagHours: 0);
        for (var earlier = place - 1; earlier >= 0; earlier--)
        {
            if (claims[earlier].Claim.Voice != claims[place].Claim.Voice)
                continue;
            var others = false;
            var same = false;
            foreach (var part in claims[earlier].Statements)
            {
                if (!IsOfLine(part, said))
                    continue;
                others = true;
                same |= StatedEvidence.Of(part.Statement, lagHours: 0) == figure;
            }
            if (others && !same)
                return first;
            first = same ? earlier : first;
        }
        return first;
    }

    private bool IsOfLine(StatementPart part, StatementPart said) =>
        (said.Use is StatementUse.NoNumber or StatementUse.Flagged ? part.Use == said.Use : part.Use is StatementUse.EarlierFigure or StatementUse.Counted)
        && part.Statement.Harm == harm && part.Statement.Victims.Canonical() == said.Statement.Victims.Canonical()
        && part.Statement.PartOfIncident == said.Statement.PartOfIncident;

    // Where a day is not known the claim is taken for early: that leaves it the most room.
    private double EvidenceLag(int place) => Lag(place) ?? 0;

    private double? Lag(int place)
    {
        if (incident.LastDay is not { } end)
            return null;
        var claim = claims[place].Claim;
        var noon = end.ToDateTime(new TimeOnly(12, 0), DateTimeKind.Utc);
        double? hours = claim.PublishedTime is { } time ? (time.UtcDateTime - noon).TotalHours : (claim.PublishedDate?.DayNumber - end.DayNumber) * 24.0;
        return hours < 0 ? 0 : hours;
    }

    private int IndexOf(string voice)
    {
        var index = voices.IndexOf(voice);
        if (index >= 0)
            return index;
        voices.Add(voice);
        return voices.Count - 1;
    }

    // Which side a number hurts depends on whose fighters were counted, and that is not known.
    private SourceRelation RelationOf(SourceFacts source) =>
        victims.Status is CivilianStatus.MemberOfArmedForces or CivilianStatus.DirectlyParticipating || victims == VictimGroup.PerpetratorsOnly
            ? SourceRelation.Neutral
            : SourceRoles.Relation(source, incident.Attributions);

    private double Doubt(string voice)
    {
        var facts = FactsOf(voice);
        var source = ParametersOf(voice, facts, RelationOf(facts));
        return source.Fabricated + source.Spread;
    }

    private SourceParameters ParametersOf(string voice, SourceFacts facts, SourceRelation relation) =>
        incident.Calibration?.ParametersOf(voice, facts, relation) ?? SourcePrior.Of(SourceRoles.Of(facts, relation)).Mean;

    // Of people with a status, a source can be trusted more or less than of people.
    private SourceFacts FactsOf(string voice) =>
        incident.FactsOf(voice) is var facts && victims.Status != CivilianStatus.Unspecified && facts.StatusGrade is { } grade ? facts with { Grade = grade } : facts;

    // A figure, where it stands, the place of the claim that dates it, and who says it. Voices are numbered once it is known which of them have a figure.
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Entry(int Dated, int Claim, int Statement, string Voice, bool InWords, Evidence Evidence)
    {
        public bool IsPart => Evidence.Form == EvidenceForm.Partial;
    }
}

using Casualties.Counts.V1;
using Casualties.Estimation;
using Casualties.Hosting;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Claim = Casualties.Counts.V1.Claim;
using CountForm = Casualties.Type.V1.CountForm;

namespace Casualties.Gateway.Reports;

/// <summary>
/// Makes of the inputs of a report what a viewer may see of them. What comes after knows nothing of the rest, so that nothing hidden can have a
/// part in a number, a sentence or an order that is shown.
/// </summary>
internal sealed class ReportViews(Disclosures disclosures, PublicPlaces places, Pseudonyms pseudonyms)
{
    /// <summary>What stands in place of the name of a source that may not be told.</summary>
    public const string RestrictedSource = "restricted source";

    private const string PseudonymousSource = "source under a pseudonym";

    private readonly Pseudonyms _pseudonyms = pseudonyms;

    /// <summary>Names the rules by which views are made, settings and key included: views by other rules are others.</summary>
    public string Rules => $"{places.Rules}/{_pseudonyms.KeyId}";

    /// <summary>The inputs as a viewer may see them; null if the viewer may not know of the incident. The inputs are not changed.</summary>
    public ReportInputs? Of(ReportInputs inputs, Viewer viewer)
    {
        var caller = viewer.AsCaller();
        if (!caller.Knows(inputs.Incident))
            return null;
        return viewer.SeesEveryRecord
            ? WithoutSealedNames(inputs) with
            {
                HoldsRestricted = inputs.Sources.Values.Any(IsRestricted) || HoldsRestricted(inputs.Incident, inputs.Claims),
                Decisions = AllDecisions(inputs),
            }
            : new View(this, inputs, viewer, caller).Inputs();
    }

    /// <summary>Whether a flag hides a source, and what it said, from a viewer. How far it may be told besides has no part in that: to tell less of a source never shows more of what it said.</summary>
    public static bool IsHiddenByFlag(Source source, Viewer viewer) => !viewer.SeesEveryRecord && source.IsHiddenByFlag();

    private static Decisions AllDecisions(ReportInputs inputs)
    {
        var decisions = new DecisionsOf(inputs.Incident, all: true);
        foreach (var claim in inputs.Claims)
        {
            var sources = SourcesOf(claim).Select(inputs.Sources.GetValueOrDefault).OfType<Source>().Select(source => new DecidedSource(source, IsNamed: true));
            decisions.Add(claim, claim.Name, claim.Name, sources, Confirming(claim, inputs.Claims) is { } by ? (by, by.Name) : null);
        }
        return decisions.Conclude();
    }

    private static IEnumerable<string> SourcesOf(Claim claim) => claim.Originator.Length == 0 || claim.Originator == claim.Publisher ? [claim.Publisher] : [claim.Publisher, claim.Originator];

    private static Claim? Confirming(Claim claim, IEnumerable<Claim> known) =>
        claim.Assessment is { CorroboratedBy: { Length: > 0 } by } ? known.FirstOrDefault(other => other.Name == by) : null;

    private static bool HoldsRestricted(Incidents.V1.Incident incident, IEnumerable<Claim> claims) => IsRestricted(incident) || claims.Any(IsRestricted);

    private static bool IsRestricted(IDisclosedRecord record) => record.KnownTo > Audience.Public;

    // Whoever sees every record sees all but who sealed sources are.
    private static ReportInputs WithoutSealedNames(ReportInputs inputs)
    {
        if (!inputs.Sources.Values.Any(source => source.Confidentiality == Confidentiality.Sealed))
            return inputs;
        return inputs with
        {
            Sources = inputs.Sources.ToDictionary(
                source => source.Key,
                source => source.Value.Confidentiality == Confidentiality.Sealed ? Unnamed(source.Value) : source.Value),
        };

        static Source Unnamed(Source source)
        {
            var unnamed = source.Clone();
            unnamed.DisplayName = RestrictedSource;
            return unnamed;
        }
    }

    private T Shown<T>(T record, Caller caller)
        where T : class, IRecord, Google.Protobuf.IDeepCloneable<T>
    {
        var shown = record.Clone();
        disclosures.Apply(shown, caller);
        return shown;
    }

    /// <summary>One view of the inputs of one report, in the making.</summary>
    private sealed class View(ReportViews views, ReportInputs inputs, Viewer viewer, Caller caller)
    {
        private readonly Dictionary<string, Source> _sources = [];
        private readonly Dictionary<string, string> _unlisted = [];
        private readonly Dictionary<string, string> _names = [];
        private readonly DecisionsOf _decisions = new(inputs.Incident, all: false);
        private bool _pseudonymous;

        public ReportInputs Inputs()
        {
            var known = inputs.Claims.Where(claim => caller.Knows(claim) && !SourcesOf(claim).Any(IsHiddenByFlag)).ToDictionary(claim => claim.Name);
            // A claim whose successor was hidden since is hidden with it: that something took its place would tell of it.
            while (known.Values.Where(claim => IsHiddenWith(claim, known)).Select(claim => claim.Name).ToList() is { Count: > 0 } hidden)
                hidden.ForEach(name => known.Remove(name));
            foreach (var claim in known.Values)
                _names.Add(claim.Name, NameOf(claim));
            var claims = known.Values.Select(Of).ToList();
            foreach (var claim in known.Values)
                Decide(claim, known);
            return new ReportInputs(views.Shown(inputs.Incident, caller), claims, _sources, inputs.InForce.ToldTo(viewer))
            {
                Unlisted = _unlisted,
                HoldsRestricted = HoldsRestricted(inputs.Incident, known.Values),
                IsPseudonymous = _pseudonymous,
                Decisions = _decisions.Conclude(),
                SourcesTime = known.Values.SelectMany(SourcesOf).Distinct().Select(inputs.Sources.GetValueOrDefault).OfType<Source>().Select(TimeOf).DefaultIfEmpty().Max(),
            };
        }

        // Of whoever may not be told, nothing shows but flags that weigh: on whom was told once, any; on all others, one that hid what they said and does no more.
        private long TimeOf(Source source) => Name(source.Name) is not null
            ? Sight.Microseconds(source.UpdateTime)
            : source.Flags
                .Where(flag => flag.Effect == FlagEffect.Hide || (source.NamedBefore && flag.Effect != FlagEffect.None && flag.Scope.Holds(inputs.Incident)))
                .Select(flag => Sight.Microseconds(flag.ForceTime))
                .DefaultIfEmpty()
                .Max();

        // Of whom the viewer was never told, nothing that was decided shows, and be it by two claims that change at once. Of whom it was told once, what was decided holds on:
        // to tell less of a source ends no flag.
        private void Decide(Claim claim, Dictionary<string, Claim> known)
        {
            var name = _names[claim.Name];
            var sources = SourcesOf(claim).Where(source => Name(source) is not null || inputs.Sources.GetValueOrDefault(source)?.NamedBefore is true).Select(source => new DecidedSource(inputs.Sources[source], Name(source) == source));
            _decisions.Add(claim, _unlisted.ContainsKey(name) ? null : name, name, sources, Confirming(claim, known.Values) is { } by ? (by, _names[by.Name]) : null);
        }

        private bool IsHiddenByFlag(string source) =>
            inputs.HiddenSources.Contains(source) || (inputs.Sources.TryGetValue(source, out var record) && ReportViews.IsHiddenByFlag(record, viewer));

        private bool IsHiddenWith(Claim replaced, Dictionary<string, Claim> known) =>
            replaced.SupersededBy.Length > 0 && !known.ContainsKey(replaced.SupersededBy) && inputs.Claims.Any(claim => claim.Name == replaced.SupersededBy);

        private Claim Of(Claim claim)
        {
            var shown = views.Shown(claim, caller);
            shown.Name = _names[claim.Name];
            // The time at which it was recorded is as good as its name.
            if (shown.Name != claim.Name)
                shown.Revision = 0;
            // What takes its place has not come yet.
            if (claim.SupersededBy.Length > 0 && !_names.ContainsKey(claim.SupersededBy))
                shown.State = Counts.V1.ClaimState.Live;
            shown.Copies = _names.GetValueOrDefault(claim.RepeatedClaim, "");
            shown.CopyJudgements.Clear();
            if (!claim.IsRepetition && claim.Kind == ClaimKind.Repetition)
                shown.Kind = ClaimKind.Initial;
            shown.Supersedes = _names.GetValueOrDefault(claim.Supersedes, "");
            shown.SupersededBy = _names.GetValueOrDefault(claim.SupersededBy, "");
            foreach (var count in shown.Counts.Where(count => count.Form != CountForm.Words || !StatedWords.AreNumberWords(count.Words)))
                count.Words = count.Form == CountForm.Words ? StatedWords.Some : "";
            if (Name(claim.Publisher) is { } publisher)
            {
                shown.Publisher = publisher;
                shown.Originator = claim.Originator.Length > 0 && Name(claim.Originator) is { } originator ? originator : "";
                return shown;
            }
            // One name a claim: that two claims have the same restricted source is not told either. Nothing else shows it, since the claim is not listed.
            shown.Publisher = $"sources/restricted-{claim.Name["claims/".Length..]}";
            shown.Originator = "";
            shown.Attributions.Clear();
            _sources[shown.Publisher] = new Source { Name = shown.Publisher, DisplayName = RestrictedSource, Type = SourceType.Unknown };
            _unlisted.Add(shown.Name, claim.Publisher);
            return shown;
        }

        // By the name of a claim, two viewers would find out that their pseudonyms are of one source.
        private string NameOf(Claim claim) => IsPseudonymous(claim.Publisher) || IsPseudonymous(claim.Originator) ? views._pseudonyms.OfClaim(claim.Name, viewer) : claim.Name;

        private bool IsPseudonymous(string source) => inputs.Sources.TryGetValue(source, out var record) && IsPseudonymous(record);

        // Whoever knows a name, or can guess it, claims something of it and looks under which pseudonym that appears: only what nobody could know has one.
        private bool IsPseudonymous(Source record) =>
            MayBeTold(record) && record is { Confidentiality: Confidentiality.Pseudonymous, NamedBefore: false } && Guid.TryParse(record.Name["sources/".Length..], out _);

        private bool MayBeTold(Source record) => record.Visibility != Audience.Unspecified && record.Visibility <= viewer.Audience;

        /// <summary>The name by which the viewer meets a source; null where it may not be told. A source without a record is one of whom it is not known whether it may be told.</summary>
        private string? Name(string source)
        {
            if (!inputs.Sources.TryGetValue(source, out var record) || !MayBeTold(record))
                return null;
            var name = record.Confidentiality < Confidentiality.Pseudonymous ? source : IsPseudonymous(record) ? views._pseudonyms.Of(source, viewer) : null;
            if (name is null || _sources.ContainsKey(name))
                return name;
            var shown = views.Shown(record, caller);
            if (name != source)
            {
                shown.Name = name;
                shown.DisplayName = PseudonymousSource;
                _pseudonymous = true;
            }
            _sources.Add(name, shown);
            return name;
        }
    }
}

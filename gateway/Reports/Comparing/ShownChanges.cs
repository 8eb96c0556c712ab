using Casualties.Counts.V1;
using Casualties.Hosting;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using Google.Protobuf;

namespace Casualties.Gateway.Reports;

/// <summary>
/// Which records changed between two views of the records about one incident. Only what the viewer is shown is compared, and only what a report lists is named: that
/// something was decided or proposed of which the viewer is not told changes nothing here.
/// </summary>
internal sealed class ShownChanges
{
    private readonly (ReportInputs Before, ReportInputs After) seen;
    private readonly (ILookup<string, FlagNotice> Before, ILookup<string, FlagNotice> After) notices;

    private ShownChanges(ReportInputs before, ReportInputs after)
    {
        seen = (before, after);
        notices = (NoticesOf(before), NoticesOf(after));

        static ILookup<string, FlagNotice> NoticesOf(ReportInputs inputs) => inputs.Decisions.Notices.ToLookup(notice => notice.Record);
    }

    /// <summary>The names of the records, none twice.</summary>
    /// <param name="before">What the viewer sees before; null: not even the incident.</param>
    /// <param name="after">What the viewer sees after, likewise.</param>
    /// <param name="cause">The cause that lies between.</param>
    public static IReadOnlyList<string> Between(ReportInputs? before, ReportInputs? after, ChangeCause cause)
    {
        // What comes and what goes does so whole.
        if (before is null || after is null)
            return (before ?? after) is { } one ? [one.Incident.Name] : [];
        // What is left then is what no cause is about.
        if (cause == ChangeCause.Calibration)
            return after.InForce.Calibration is { } calibration && calibration.Name != before.InForce.Calibration?.Name ? [calibration.Name] : [];
        var changes = new ShownChanges(before, after);
        string[] incident = changes.Differ(before.Incident, after.Incident) ? [after.Incident.Name] : [];
        return Withholding.WithholdsBreakdown(before) || Withholding.WithholdsBreakdown(after) ? incident : [.. incident, .. changes.Claims(), .. changes.Sources()];
    }

    private static Dictionary<string, Claim> Listed(ReportInputs inputs) => inputs.Claims.Where(claim => !inputs.Unlisted.ContainsKey(claim.Name)).ToDictionary(claim => claim.Name);

    // Without what every change of a record moves, and without what is told by notices or to nobody.
    private static T Told<T>(T record)
        where T : class, IDisclosedRecord, IDeepCloneable<T>
    {
        var told = record.Clone();
        (told.Revision, told.Etag, told.UpdateTime, told.Proposal) = (0, "", new(), null);
        told.Flags.Clear();
        return told;
    }

    private IEnumerable<string> Claims()
    {
        var (earlier, later) = (Listed(seen.Before), Listed(seen.After));
        return earlier.Keys.Union(later.Keys).Where(name => earlier.GetValueOrDefault(name) is not { } one || later.GetValueOrDefault(name) is not { } other || Differ(one, other) || IsBelievedOtherwise(name));
    }

    // A source that comes or goes does so with its claims, which are named.
    private IEnumerable<string> Sources()
    {
        var named = Listed(seen.After).Values.SelectMany(claim => (string[])[claim.Publisher, claim.Originator]).ToHashSet();
        return seen.After.Sources.Where(source => named.Contains(source.Key) && seen.Before.Sources.TryGetValue(source.Key, out var earlier) && Differ(earlier, source.Value)).Select(source => source.Key);
    }

    private bool IsBelievedOtherwise(string claim) => seen.Before.Decisions.On(claim).Credibility != seen.After.Decisions.On(claim).Credibility;

    private bool Differ<T>(T one, T other)
        where T : class, IDisclosedRecord, IDeepCloneable<T> =>
        (!ReferenceEquals(one, other) && !one.Equals(other) && !Told(one).Equals(Told(other))) || !notices.Before[one.Name].SequenceEqual(notices.After[one.Name]);
}

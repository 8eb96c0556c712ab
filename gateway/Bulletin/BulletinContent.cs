using Casualties.Reports.V1;
using Casualties.Type.V1;
using Google.Protobuf.Reflection;

namespace Casualties.Gateway.Bulletin;

/// <summary>All that a bulletin is written from: what was asked, and the answers.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="Period">The answer to <see cref="BulletinRequest.Period"/>.</param>
/// <param name="Course">The answer to <see cref="BulletinRequest.Course"/>.</param>
/// <param name="Cuts">The cuts, each with its answer.</param>
/// <param name="Incidents">The incidents of the window that count, in the order of the list.</param>
public sealed record BulletinContent(
    BulletinRequest Request,
    Aggregate Period,
    Aggregate Course,
    IReadOnlyList<(BulletinCut Cut, Aggregate Answer)> Cuts,
    IReadOnlyList<ListedIncident> Incidents)
{
    // As the contract names it.
    private static readonly string Civilian = CasualtyReflection.Descriptor.FindTypeByName<EnumDescriptor>(nameof(CivilianStatus)).FindValueByNumber((int)CivilianStatus.Civilian).Name;

    /// <summary>All incidents of the window together. Never null: with no incidents it is an empty row.</summary>
    public AggregateRow Total => Period.Total ?? new AggregateRow();

    /// <summary>The month or year as such; null if nothing is known of it, or the window is neither. It holds the changes.</summary>
    public AggregateRow? PeriodRow => Period.Rows.FirstOrDefault(row =>
        Request.Window.PeriodBy is { } by && row.Keys.Any(key => key.Dimension == by && key.Value == Request.Window.Period));

    /// <summary>The civilians among those who suffered a harm, of the incidents whose sources count them; null if none does.</summary>
    public HarmTotal? CiviliansOf(HarmType harm) =>
        Cuts.Where(part => part.Cut.Dimension == Dimension.CivilianStatus).SelectMany(part => part.Answer.Rows)
            .FirstOrDefault(row => row.Keys.Any(key => key.Value == Civilian))?.Totals.FirstOrDefault(total => total.Harm == harm);

    /// <summary>The answers, in the order of the page, each with the title of its section.</summary>
    public IReadOnlyList<(string Section, Aggregate Answer)> Answers =>
        [("Totals and changes", Period), ("Over time", Course), .. Cuts.Select(part => (part.Cut.Title, part.Answer))];

    /// <summary>What the area is called: the letters of the country, which answers have no name for.</summary>
    public string Area => Request.Country.Length > 0 ? Request.Country : "all countries";

    /// <summary>Whether all answers are of the same state of the records.</summary>
    public bool IsOfOneState => Answers.All(part => Equals(part.Answer.Manifest?.Revisions, Period.Manifest?.Revisions));

    /// <summary>The services whose newest records an answer may lack.</summary>
    public static IEnumerable<string> LateServices(Aggregate answer) =>
        (answer?.Freshness?.Services ?? []).Where(service => !service.Following).Select(service => service.Service);
}

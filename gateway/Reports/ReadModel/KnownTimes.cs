using Casualties.Hosting;
using Casualties.Type.V1;

namespace Casualties.Gateway.Reports;

/// <summary>
/// When what an audience may know of was last recorded, by service: who is told times in place of revisions waits for these, asks by them, and is not told of what moves with hidden records.
/// As of them, reports are what they are in the view. Microseconds since 1970-01-01T00:00:00Z; 0: never.
/// </summary>
internal sealed class KnownTimes
{
    private static readonly Audience[] Told = [Audience.Public, Audience.Partner];

    private readonly Dictionary<(SuiteService Service, Audience Audience), long> times = [];

    public long Of(SuiteService service, Audience audience) => times.GetValueOrDefault((service, audience));

    public void Load(SuiteService service, ReadModelStatements sql)
    {
        foreach (var audience in Told)
            times[(service, audience)] = sql.KnownTime(service, audience);
    }

    public void Take(SuiteService service, IRecord record)
    {
        foreach (var audience in Told)
        {
            if (new Viewer(audience, "").AsCaller().Knows(record))
                Reach(service, audience, Sight.Microseconds(record.UpdateTime));
        }
    }

    /// <summary>Takes in what an audience sees of the sources of a report: it may see what became of one whose record it does not know of.</summary>
    public void Take(Audience audience, ReportInputs seen)
    {
        if (Told.Contains(audience))
            Reach(SuiteService.Sources, audience, seen.SourcesTime);
    }

    private void Reach(SuiteService service, Audience audience, long time) => times[(service, audience)] = Math.Max(Of(service, audience), time);
}

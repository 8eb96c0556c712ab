using Casualties.Reports.V1;
using Casualties.Type.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Casualties.Gateway.Reports;

/// <summary>How old the view is, as every answer says it. Encoded once a change, not once an answer.</summary>
internal sealed class FreshnessBoard(TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<SuiteService, ServiceFreshness> services = SuiteServiceNames.All.ToDictionary(
        service => service,
        service => new ServiceFreshness { Service = service.Word() });
    private readonly HashSet<SuiteService> open = [];
    private SuiteRevisions revisions = new();
    private Shown shown = new(new Freshness());
    private Shown told = new(new Freshness());

    /// <summary>The freshness now, as a viewer is told it. Nobody changes what it holds.</summary>
    public Freshness Current(Viewer viewer) => viewer.SeesEveryRecord ? Volatile.Read(ref shown).Message : Volatile.Read(ref told).Message;

    /// <summary>The freshness now as the encoded field of a report, to be put behind a report's other fields.</summary>
    public byte[] ReportField(Viewer viewer) => viewer.SeesEveryRecord ? Volatile.Read(ref shown).ReportField : Volatile.Read(ref told).ReportField;

    /// <summary>Whether the view has caught up with a service since its feed was opened last.</summary>
    public bool IsFollowing(SuiteService service) => Current(Viewer.Restricted).Services is var all && all.Count > (int)service && all[(int)service].Following;

    /// <summary>The service sent something.</summary>
    /// <param name="service">The service.</param>
    /// <param name="newest">Its newest revision then.</param>
    public void Heard(SuiteService service, long newest) => Change(() =>
    {
        services[service].NewestRevision = newest;
        services[service].ContactTime = Timestamp.FromDateTimeOffset(time.GetUtcNow());
        open.Add(service);
    });

    /// <summary>The feed of the service broke.</summary>
    public void Lost(SuiteService service) => Change(() =>
    {
        open.Remove(service);
        services[service].Following = false;
    });

    /// <summary>The view holds everything up to these revisions.</summary>
    public void Reached(SuiteRevisions reached) => Change(() => revisions = reached);

    /// <summary>The view was emptied.</summary>
    public void Emptied() => Change(() =>
    {
        foreach (var one in services.Values)
            one.Following = false;
    });

    private void Change(Action change)
    {
        lock (gate)
        {
            change();
            foreach (var service in open)
                services[service].Following |= ReachedOf(service) >= services[service].NewestRevision;
            var message = new Freshness { Revisions = revisions };
            foreach (var service in SuiteServiceNames.All)
                message.Services.Add(services[service].Clone());
            Volatile.Write(ref shown, new Shown(message));
            Volatile.Write(ref told, new Shown(Told(message)));
        }
    }

    // Revisions and the moments at which a service was heard move with hidden records too. Who is not told of those is told whether the view follows, and
    // where it does not, to the minute since when.
    private static Freshness Told(Freshness all)
    {
        var message = new Freshness();
        foreach (var one in all.Services)
        {
            message.Services.Add(new ServiceFreshness
            {
                Service = one.Service,
                Following = one.Following,
                ContactTime = one.Following || one.ContactTime is null ? null : new Timestamp { Seconds = one.ContactTime.Seconds / 60 * 60 },
            });
        }
        return message;
    }

    private long ReachedOf(SuiteService service) => service switch
    {
        SuiteService.Incidents => revisions.Incidents,
        SuiteService.Counts => revisions.Counts,
        SuiteService.Sources => revisions.Sources,
        _ => throw new ArgumentOutOfRangeException(nameof(service)),
    };

    private sealed class Shown(Freshness message)
    {
        public Freshness Message { get; } = message;

        // Protobuf fields may stand one behind the other: a report with only this field is the suffix of any report.
        public byte[] ReportField { get; } = new IncidentReport { Freshness = message }.ToByteArray();
    }
}

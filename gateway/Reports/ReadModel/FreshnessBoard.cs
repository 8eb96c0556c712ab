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

    /// <summary>The freshness now. Nobody changes what it holds.</summary>
    public Freshness Current => Volatile.Read(ref shown).Message;

    /// <summary>The freshness now as the encoded field of a report, to be put behind a report's other fields.</summary>
    public byte[] ReportField => Volatile.Read(ref shown).ReportField;

    /// <summary>Whether the view has caught up with a service since its feed was opened last.</summary>
    public bool IsFollowing(SuiteService service) => Current.Services.Count > (int)service && Current.Services[(int)service].Following;

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
        }
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

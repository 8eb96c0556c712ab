namespace Casualties.Gateway;

/// <summary>A service behind the gateway.</summary>
public enum SuiteService
{
    /// <summary>What happened, where and when.</summary>
    Incidents,

    /// <summary>Who claims how many.</summary>
    Counts,

    /// <summary>Who publishes claims.</summary>
    Sources,
}

/// <summary>How services are named in settings, messages and metrics.</summary>
public static class SuiteServiceNames
{
    /// <summary>All services, in the order in which they are listed everywhere.</summary>
    public static readonly IReadOnlyList<SuiteService> All = [SuiteService.Incidents, SuiteService.Counts, SuiteService.Sources];

    /// <summary>"incidents", "counts" or "sources".</summary>
    public static string Word(this SuiteService service) => service switch
    {
        SuiteService.Incidents => "incidents",
        SuiteService.Counts => "counts",
        SuiteService.Sources => "sources",
        _ => throw new ArgumentOutOfRangeException(nameof(service)),
    };
}

namespace Casualties.Hosting;

/// <summary>Another service of the suite cannot be reached, or is not asked for a moment because it could not be.</summary>
public sealed class ServiceUnreachable(string service, Exception? inner = null) : Exception($"The {service} service cannot be reached. Try again.", inner)
{
    /// <summary>The service, for example "counts".</summary>
    public string Service { get; } = service;
}

using Microsoft.Extensions.Configuration;

namespace Casualties.Hosting;

/// <summary>Where a process keeps its audit log.</summary>
/// <param name="Service">The name of the process, by which auditors ask for its log.</param>
/// <param name="Path">The file.</param>
public sealed record AuditSettings(string Service, string Path)
{
    /// <summary>The setting that names the file: beside the store of the service if it is not set.</summary>
    public const string PathSetting = "Audit:Path";

    /// <summary>The file beside a store, or that of a process in a data folder.</summary>
    public static string FileOf(string name) => $"{name}-audit.db";

    /// <summary>Reads the settings.</summary>
    internal static AuditSettings From(IConfiguration configuration, string service)
    {
        if (configuration[PathSetting] is { } path)
            return new AuditSettings(service, path.Length > 0 ? path : throw new InvalidSetting(PathSetting, "must not be empty"));
        if (configuration["Storage:Path"] is not { } store)
            return new AuditSettings(service, System.IO.Path.Combine("data", FileOf(service)));
        // Two services of one kind may keep their stores in one folder.
        return new AuditSettings(service, System.IO.Path.Combine(System.IO.Path.GetDirectoryName(store) ?? "", FileOf(System.IO.Path.GetFileNameWithoutExtension(store))));
    }
}

using Casualties.Gateway;

namespace Reliability.Tests;

/// <summary>The built programs of the suite, which the build puts beside those of the tests: artifacts/bin/PROJECT/CONFIGURATION.</summary>
internal static class Executable
{
    /// <summary>The gateway, with the services inside it.</summary>
    public static string Gateway => PathOf("Casualties.Gateway", "casualties");

    /// <summary>A service on its own.</summary>
    public static string Of(SuiteService service) => PathOf($"Casualties.{service}", $"Casualties.{service}");

    private static string PathOf(string project, string file)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(configuration.Parent!.Parent!.FullName, project, configuration.Name, file);
    }
}

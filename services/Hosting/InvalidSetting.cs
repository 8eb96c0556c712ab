namespace Casualties.Hosting;

/// <summary>A setting that a process cannot start with.</summary>
public sealed class InvalidSetting(string setting, string message) : Exception($"Setting {setting}: {message}")
{
    /// <summary>The setting, with colons between its parts, for example <c>Listen:Grpc</c>.</summary>
    public string Setting { get; } = setting;
}

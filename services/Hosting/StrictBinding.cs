using Microsoft.Extensions.Configuration;

namespace Casualties.Hosting;

/// <summary>Reads a section of the configuration as a whole.</summary>
internal static class StrictBinding
{
    /// <summary>Fills settings from a section. Throws <see cref="InvalidSetting"/>: a misspelt setting must not leave a default in force unnoticed.</summary>
    public static void BindStrictly(this IConfiguration configuration, string section, object settings)
    {
        try
        {
            configuration.GetSection(section).Bind(settings, binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidSetting(section, e.Message);
        }
    }
}

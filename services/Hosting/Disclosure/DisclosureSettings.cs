using Casualties.Type.V1;
using Microsoft.Extensions.Configuration;

namespace Casualties.Hosting;

/// <summary>How coarsely the public is told where young incidents happened. Configuration section <c>Disclosure</c>.</summary>
public sealed class DisclosureSettings
{
    /// <summary>The most precise location that the public is told of a young incident: Settlement, Adm2 or Adm1.</summary>
    public LocationPrecision PublicPlacePrecision { get; set; } = LocationPrecision.Adm2;

    /// <summary>For how many days after its last day an incident is young. 0 to 36,500; 0: never.</summary>
    public int PublicPlaceEmbargoDays { get; set; } = 30;

    private const int MaxEmbargoDays = 36_500;

    /// <summary>Reads the settings. Throws <see cref="InvalidSetting"/>.</summary>
    public static DisclosureSettings From(IConfiguration configuration)
    {
        var settings = new DisclosureSettings();
        configuration.BindStrictly("Disclosure", settings);
        if (settings.PublicPlacePrecision is not (LocationPrecision.Settlement or LocationPrecision.Adm2 or LocationPrecision.Adm1))
            throw new InvalidSetting("Disclosure:PublicPlacePrecision", "must be Settlement, Adm2 or Adm1");
        if (settings.PublicPlaceEmbargoDays is < 0 or > MaxEmbargoDays)
            throw new InvalidSetting("Disclosure:PublicPlaceEmbargoDays", $"must be from 0 to {MaxEmbargoDays}");
        return settings;
    }
}

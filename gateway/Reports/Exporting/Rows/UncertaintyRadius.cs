using Casualties.Type.V1;

namespace Casualties.Gateway.Reports.Exporting;

/// <summary>The radius within which an incident lies.</summary>
internal static class UncertaintyRadius
{
    /// <summary>The radius in metres: the one that was recorded, or the one that the contract gives for the precision. Null: of an area, or not known.</summary>
    public static double? Of(Place? place) => place switch
    {
        null => null,
        { HasUncertaintyRadiusM: true } => place.UncertaintyRadiusM,
        { Precision: LocationPrecision.ExactCoordinate } => 50,
        { Precision: LocationPrecision.NearbyLandmark } => 250,
        { Precision: LocationPrecision.StreetOrNeighbourhood } => 1_000,
        { Precision: LocationPrecision.Settlement } => 5_000,
        _ => null,
    };
}

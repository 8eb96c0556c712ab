using Casualties.Type.V1;
using Google.Type;

namespace Casualties.Hosting;

/// <summary>
/// Where an incident happened, as the public is told. While it is young, exact places show who was there and could have told; coordinates are
/// moved to a grid or left out, never shaken: what is shaken averages out.
/// </summary>
public sealed class PublicPlaces(DisclosureSettings settings, TimeProvider time)
{
    // Cells of 0.1 degrees, at most 11.1 km wide: their corners are less than 8 km from the middle.
    private const double CellDegrees = 0.1;
    private const double CellRadiusMetres = 8_000;

    /// <summary>The place as the public is told it; the same object where nothing is to be changed.</summary>
    public Place Of(Place place, EventTime? when)
    {
        ArgumentNullException.ThrowIfNull(place);
        if (!IsYoung(when))
            return place;
        var coarse = new Place
        {
            Country = place.Country,
            Admin1 = place.Admin1,
            Admin1Pcode = place.Admin1Pcode,
            Precision = Coarser(place.Precision, settings.PublicPlacePrecision),
        };
        if (settings.PublicPlacePrecision == LocationPrecision.Adm1)
            return coarse;
        coarse.Admin2 = place.Admin2;
        coarse.Admin2Pcode = place.Admin2Pcode;
        if (settings.PublicPlacePrecision == LocationPrecision.Settlement && place.Location is { } location)
        {
            coarse.Location = new LatLng { Latitude = Middle(location.Latitude), Longitude = Middle(location.Longitude) };
            coarse.UncertaintyRadiusM = Math.Max(CellRadiusMetres, place.HasUncertaintyRadiusM ? place.UncertaintyRadiusM : 0);
        }
        return coarse;
    }

    /// <summary>Names the rules in force.</summary>
    public string Rules => $"{settings.PublicPlacePrecision}-{settings.PublicPlaceEmbargoDays}";

    /// <summary>The last day on which an incident may have happened and is no longer young today.</summary>
    public DateOnly LastOldDay => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(-settings.PublicPlaceEmbargoDays);

    // What is not dated to the day is as young as it may be. A day lasts longer somewhere on earth than in UTC, hence "before".
    private bool IsYoung(EventTime? when)
    {
        if (settings.PublicPlaceEmbargoDays == 0)
            return false;
        var date = when?.EndDate ?? when?.StartDate;
        return date is null or { Year: 0 } || LastDayOf(date) >= LastOldDay;
    }

    private static DateOnly LastDayOf(Date date)
    {
        var month = date.Month == 0 ? 12 : date.Month;
        return new DateOnly(date.Year, month, date.Day == 0 ? System.DateTime.DaysInMonth(date.Year, month) : date.Day);
    }

    // The contract lists precisions from the finest to the coarsest; unknown stays unknown.
    private static LocationPrecision Coarser(LocationPrecision stated, LocationPrecision limit) => stated > limit ? stated : limit;

    private static double Middle(double degrees) => Math.Round((Math.Floor(degrees / CellDegrees) + 0.5) * CellDegrees, 4);
}

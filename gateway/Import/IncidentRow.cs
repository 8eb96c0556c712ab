using Casualties.Incidents.V1;
using Casualties.Type.V1;

namespace Casualties.Gateway.Import;

/// <summary>A row of <c>incidents.csv</c>. Empty texts and nulls: the cell was empty.</summary>
public sealed record IncidentRow(
    int Line,
    string Key,
    string Title,
    DateOnly Start,
    DateOnly? End,
    string Country,
    string Admin1,
    string Place,
    double? Latitude,
    double? Longitude,
    LocationPrecision Precision,
    Tactic Tactic,
    string AttributedTo,
    AttributionStatus AttributionBasis,
    string Note)
{
    /// <summary>The file.</summary>
    public static SheetFormat Format { get; } = new("incidents.csv", SheetLimits.MaxIncidentRows,
        [
            "incident_key", "title", "date_start", "date_end", "country_iso3", "admin1", "place", "lat", "lon", "location_precision",
            "event_type", "attributed_to", "attribution_basis", "note",
        ],
        Optional: ["note"]);

    /// <summary>Reads the current row, noting in the file what is wrong with it.</summary>
    public static IncidentRow Parse(SheetFile file)
    {
        string key = file.Text(Column.Key, ContractLimits.ExternalIdValue, required: true);
        string title = file.Text(Column.Title, ContractLimits.Title, required: true);
        DateOnly? start = file.Day(Column.Start);
        DateOnly? end = file.Day(Column.End);
        if (file.Cell(Column.Start).IsEmpty)
            file.Refuse(Column.Start, "must not be empty");
        if (end < start)
            file.Refuse(Column.End, "lies before date_start");

        string country = file.Text(Column.Country, int.MaxValue);
        if (country is not "" and not [>= 'A' and <= 'Z', >= 'A' and <= 'Z', >= 'A' and <= 'Z'])
            file.Refuse(Column.Country, $"\"{QuarantineReport.Echo(country)}\" is not a country code of three capital letters");
        string admin1 = file.Text(Column.Admin1, ContractLimits.Admin1);
        string place = file.Text(Column.Place, ContractLimits.PlaceName);

        double? latitude = file.Degrees(Column.Latitude, 90);
        double? longitude = file.Degrees(Column.Longitude, 180);
        bool located = !file.Cell(Column.Latitude).IsEmpty;
        if (located == file.Cell(Column.Longitude).IsEmpty)
            file.Refuse(located ? Column.Longitude : Column.Latitude, "lat and lon are given together or not at all");
        LocationPrecision precision = file.Word(Column.Precision, ClaimSheetWords.Precisions, required: located);

        Tactic tactic = file.Word(Column.EventType, ClaimSheetWords.EventTypes, required: false);
        string attributedTo = file.Text(Column.AttributedTo, ContractLimits.Actor);
        AttributionStatus basis = file.Word(Column.Basis, ClaimSheetWords.AttributionBases, required: attributedTo != "");
        if (attributedTo == "" && basis != AttributionStatus.Unspecified)
            file.Refuse(Column.AttributedTo, "must not be empty where attribution_basis is given");
        string note = file.Text(Column.Note, ContractLimits.Summary - ContractLimits.Actor - ClaimSheetMapping.AttributionRemarkBytes, lineBreaks: true);

        return new IncidentRow(
            file.Line, key, title, start.GetValueOrDefault(), end, country, admin1, place, latitude, longitude, precision, tactic, attributedTo, basis, note);
    }

    internal static class Column
    {
        public const int Key = 0, Title = 1, Start = 2, End = 3, Country = 4, Admin1 = 5, Place = 6, Latitude = 7, Longitude = 8, Precision = 9,
            EventType = 10, AttributedTo = 11, Basis = 12, Note = 13;
    }
}

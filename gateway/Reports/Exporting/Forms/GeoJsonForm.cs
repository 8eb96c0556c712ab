using System.Text.Json;
using Casualties.Hosting.Records;
using Casualties.Type.V1;

namespace Casualties.Gateway.Reports.Exporting;

/// <summary>
/// A GeoJSON FeatureCollection (RFC 7946), one feature a line. A feature has a point where the place is known more finely than an area; an area is not drawn as its
/// middle, and its outline is not known here, so that its geometry is null.
/// </summary>
internal sealed class GeoJsonForm : RowForm
{
    private static readonly HashSet<string> Points =
    [
        IndexText.Of(LocationPrecision.ExactCoordinate)!,
        IndexText.Of(LocationPrecision.NearbyLandmark)!,
        IndexText.Of(LocationPrecision.StreetOrNeighbourhood)!,
        IndexText.Of(LocationPrecision.Settlement)!,
    ];

    private readonly Stream output;
    private readonly Utf8JsonWriter json;
    private readonly JsonEncodedText[] names;
    private readonly int id;
    private readonly int latitude;
    private readonly int longitude;
    private readonly int precision;
    private bool first = true;

    public GeoJsonForm(IReadOnlyList<ColumnHead> columns, Stream output)
    {
        this.output = output;
        json = new Utf8JsonWriter(output, JsonCells.Options);
        names = JsonCells.NamesOf(columns);
        var order = columns.Select(column => column.Name).ToList();
        (id, latitude, longitude, precision) =
            (order.IndexOf(IncidentTable.Id), order.IndexOf(IncidentTable.Latitude), order.IndexOf(IncidentTable.Longitude), order.IndexOf(IncidentTable.Precision));
    }

    public override void Begin() => output.Write("{\"type\":\"FeatureCollection\",\"features\":["u8);

    public override void Write(ReadOnlySpan<Cell> row)
    {
        output.Write(first ? "\n"u8 : ",\n"u8);
        first = false;
        json.WriteStartObject();
        json.WriteString("type"u8, "Feature"u8);
        json.WriteString("id"u8, row[id].Text);
        WriteGeometry(row);
        json.WriteStartObject("properties"u8);
        for (var i = 0; i < row.Length; i++)
        {
            if (i != latitude && i != longitude)
                JsonCells.Write(json, names[i], row[i]);
        }
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        json.Reset();
    }

    public override void End() => output.Write("\n]}\n"u8);

    public override void Dispose() => json.Dispose();

    private void WriteGeometry(ReadOnlySpan<Cell> row)
    {
        if (row[latitude].Kind == CellKind.Unknown || row[longitude].Kind == CellKind.Unknown || row[precision].Kind == CellKind.Unknown || !Points.Contains(row[precision].Text))
        {
            json.WriteNull("geometry"u8);
            return;
        }
        json.WriteStartObject("geometry"u8);
        json.WriteString("type"u8, "Point"u8);
        json.WriteStartArray("coordinates"u8);
        json.WriteNumberValue(row[longitude].Real);
        json.WriteNumberValue(row[latitude].Real);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}

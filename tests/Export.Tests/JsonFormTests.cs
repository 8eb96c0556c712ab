using System.Text;
using System.Text.Json;
using Casualties.Gateway.Reports.Exporting;
using Casualties.Reports.V1;
using CsCheck;

namespace Export.Tests;

/// <summary>JSON Lines and GeoJSON, read back.</summary>
public sealed class JsonFormTests
{
    [Fact]
    public void Every_line_is_an_object_with_all_columns_in_their_types_and_text_as_it_was() =>
        Rows.Several.Sample(rows =>
        {
            var file = Encoding.UTF8.GetString(Rows.FileOf(ExportFormat.JsonLines, Rows.Heads, rows));
            Assert.True(file.Length == 0 || file.EndsWith('\n'));
            var lines = file.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(rows.Length, lines.Length);
            foreach (var (row, line) in rows.Zip(lines))
            {
                using var json = JsonDocument.Parse(line);
                var members = json.RootElement.EnumerateObject().ToList();
                Assert.Equal(Rows.Heads.Select(head => head.Name), members.Select(member => member.Name));
                Assert.Equal(row, members.Select((member, column) => CellOf(member.Value, row[column].Kind == CellKind.Real)));
            }
        });

    [Theory]
    [MemberData(nameof(Places))]
    public void A_place_known_more_finely_than_an_area_is_a_point_and_an_area_is_none(string precision, bool isPoint)
    {
        using var json = JsonDocument.Parse(GeoJsonOf(Placed(precision, 34.5, 69.2)));
        var feature = Assert.Single(json.RootElement.GetProperty("features").EnumerateArray());
        var geometry = feature.GetProperty("geometry");
        var properties = feature.GetProperty("properties");

        Assert.Equal("Feature", feature.GetProperty("type").GetString());
        Assert.Equal("incidents/a", feature.GetProperty("id").GetString());
        Assert.Equal(precision, properties.GetProperty("precision").GetString() ?? "");
        Assert.False(properties.TryGetProperty("latitude", out _), "The middle of an area is no place.");
        if (isPoint)
        {
            Assert.Equal("Point", geometry.GetProperty("type").GetString());
            Assert.Equal([69.2, 34.5], geometry.GetProperty("coordinates").EnumerateArray().Select(number => number.GetDouble()));
        }
        else
        {
            Assert.Equal(JsonValueKind.Null, geometry.ValueKind);
        }
    }

    public static TheoryData<string, bool> Places => new()
    {
        { "LOCATION_PRECISION_EXACT_COORDINATE", true },
        { "LOCATION_PRECISION_NEARBY_LANDMARK", true },
        { "LOCATION_PRECISION_STREET_OR_NEIGHBOURHOOD", true },
        { "LOCATION_PRECISION_SETTLEMENT", true },
        { "LOCATION_PRECISION_ADM2", false },
        { "LOCATION_PRECISION_ADM1", false },
        { "LOCATION_PRECISION_LINEAR_OR_LARGE_REGION", false },
        { "LOCATION_PRECISION_COUNTRY", false },
        { "LOCATION_PRECISION_WATER_OR_AIRSPACE", false },
        { "LOCATION_PRECISION_UNKNOWN", false },
        { "", false },
    };

    [Fact]
    public void A_collection_of_nothing_and_of_many_is_well_formed()
    {
        foreach (var count in new[] { 0, 1, 3 })
        {
            using var json = JsonDocument.Parse(GeoJsonOf([.. Enumerable.Repeat(Placed("LOCATION_PRECISION_SETTLEMENT", null, null)[0], count)]));
            Assert.Equal(["type", "features"], json.RootElement.EnumerateObject().Select(member => member.Name));
            Assert.Equal(count, json.RootElement.GetProperty("features").GetArrayLength());
            Assert.All(json.RootElement.GetProperty("features").EnumerateArray(), feature => Assert.Equal(["type", "id", "geometry", "properties"], feature.EnumerateObject().Select(member => member.Name)));
        }
    }

    private static readonly IReadOnlyList<ColumnHead> Heads = [new("incident", "#event+id"), new("latitude", "#geo+lat"), new("longitude", "#geo+lon"), new("precision", "#geo+precision")];

    private static Cell[][] Placed(string precision, double? latitude, double? longitude) => [[Cell.Of("incidents/a"), Cell.Of(latitude), Cell.Of(longitude), Cell.Of(precision)]];

    private static byte[] GeoJsonOf(Cell[][] rows) => Rows.FileOf(ExportFormat.Geojson, Heads, rows);

    // A real number that is whole is written like a whole one.
    private static Cell CellOf(JsonElement value, bool isReal) => value.ValueKind switch
    {
        JsonValueKind.Null => default,
        JsonValueKind.String => Cell.Of(value.GetString()),
        JsonValueKind.True or JsonValueKind.False => Cell.Of((bool?)value.GetBoolean()),
        _ when isReal => Cell.Of((double?)value.GetDouble()),
        _ => Cell.Of((long?)value.GetInt64()),
    };
}

using Casualties.Hosting;
using Casualties.Reports.V1;

namespace Casualties.Gateway.Reports.Exporting;

/// <summary>
/// Writes rows in one format. What is written goes into a stream that only keeps it until it is taken away, so nothing here waits, and nothing grows with the
/// number of rows. The same rows give the same bytes.
/// </summary>
public abstract class RowForm : IDisposable
{
    /// <summary>Writes what stands before the first row.</summary>
    public abstract void Begin();

    /// <summary>Writes a row.</summary>
    public abstract void Write(ReadOnlySpan<Cell> row);

    /// <summary>Writes what stands behind the last row.</summary>
    public abstract void End();

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>The form of a format.</summary>
    /// <param name="format">The format.</param>
    /// <param name="columns">The columns of the rows.</param>
    /// <param name="hxlTags">Whether a row of HXL tags follows the headings.</param>
    /// <param name="output">Where to write; it stays open.</param>
    public static RowForm Of(ExportFormat format, IReadOnlyList<ColumnHead> columns, bool hxlTags, Stream output) => format switch
    {
        ExportFormat.Csv => new CsvForm(columns, hxlTags, output),
        ExportFormat.Xlsx => new XlsxForm(columns, hxlTags, output),
        ExportFormat.JsonLines => new JsonLinesForm(columns, output),
        ExportFormat.Geojson => new GeoJsonForm(columns, output),
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    /// <summary>Refuses rows that a format cannot hold.</summary>
    private protected static InvalidFields Refuse(string description)
    {
        var violations = new Violations();
        violations.Add("options.format", description);
        return violations.Found!;
    }
}

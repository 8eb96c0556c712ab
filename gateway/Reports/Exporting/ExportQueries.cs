using System.Runtime.CompilerServices;
using Casualties.Reports.V1;
using Grpc.Core;

namespace Casualties.Gateway.Reports.Exporting;

/// <summary>Writes reports into files, in parts that are sent as they are made.</summary>
internal sealed class ExportQueries(ExportGathering gathering, AggregateQueries aggregates)
{
    /// <summary>How many rows a file of an aggregate has at most; they are held until all are summed up.</summary>
    private const int MaxAggregateRows = 100_000;

    /// <summary>The file of a request: what it is, its bytes, what it was made from.</summary>
    public async IAsyncEnumerable<ExportReportsResponse> RunAsync(
        ExportReportsRequest request, ServerCallContext context, [EnumeratorCancellation] CancellationToken cancel)
    {
        var export = Export.Of(request);
        var (basis, table) = await OpenAsync(export, request, context);
        basis.FileName = export.FileName;
        basis.Export = export.Options;
        yield return new ExportReportsResponse { Header = basis.Clone() };
        using var bytes = new ExportBytes();
        using var form = RowForm.Of(export.Format, table.Columns, export.HxlTags, bytes);
        form.Begin();
        await foreach (var row in table.Rows.WithCancellation(cancel))
        {
            form.Write(row.Span);
            basis.RowCount++;
            while (bytes.TryTakePart(out var part))
                yield return new ExportReportsResponse { Content = part };
        }
        form.End();
        while (bytes.TryTakePart(out var part))
            yield return new ExportReportsResponse { Content = part };
        if (bytes.TakeRest() is { IsEmpty: false } rest)
            yield return new ExportReportsResponse { Content = rest };
        basis.Sha256 = bytes.Sha256;
        yield return new ExportReportsResponse { Manifest = basis };
    }

    private async Task<(Manifest Basis, Table Table)> OpenAsync(Export export, ExportReportsRequest request, ServerCallContext context)
    {
        if (export.Content == ExportContent.Aggregate)
        {
            var aggregate = await aggregates.AggregateAsync(export.Query, request.MinRevisions, request.AsOf, context, MaxAggregateRows);
            var basis = aggregate.Manifest.Clone();
            (basis.RowCount, basis.Sha256) = (0, "");
            return (basis, new AggregateTable(basis.Query ?? export.Query).Of(aggregate));
        }
        var gathered = await gathering.GatherAsync(export.Query, request.MinRevisions, request.AsOf, context);
        return (gathered.Basis, export.Content switch
        {
            ExportContent.Incidents => IncidentTable.Of(gathered.Incidents),
            ExportContent.Claims => ClaimTable.Of(gathered.Incidents),
            ExportContent.Sdg1612 => SdgTable.Of(gathered.Incidents),
            _ => throw new ArgumentOutOfRangeException(nameof(export)),
        });
    }
}

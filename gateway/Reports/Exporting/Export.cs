using System.Globalization;
using Casualties.Reports.V1;

namespace Casualties.Gateway.Reports.Exporting;

/// <summary>What is exported and in which form, defaults filled in.</summary>
/// <param name="Query">Which incidents, counted how.</param>
/// <param name="Content">What the rows are.</param>
/// <param name="Format">The format.</param>
/// <param name="HxlTags">Whether a row of HXL tags follows the headings.</param>
public sealed record Export(AggregateQuery Query, ExportContent Content, ExportFormat Format, bool HxlTags)
{
    private const int MaxNamedCountries = 3;

    /// <summary>What a request asks for.</summary>
    public static Export Of(ExportReportsRequest request) => new(
        request.Query?.Clone() ?? new AggregateQuery(), ContentOf(request), request.Options.Format, request.Options.HxlTags);

    /// <summary>What the rows of a request are, also where it does not say so.</summary>
    public static ExportContent ContentOf(ExportReportsRequest request) => request.Options.Content != ExportContent.Unspecified
        ? request.Options.Content
        : request.Query?.GroupBy.Count > 0 ? ExportContent.Aggregate : ExportContent.Incidents;

    /// <summary>The options.</summary>
    public ExportOptions Options => new() { Content = Content, Format = Format, HxlTags = HxlTags };

    /// <summary>The name of the file: what it holds, of which countries and days, for example casualties-incidents-AFG-2021-08-01-to-2021-08-31.csv.</summary>
    public string FileName
    {
        get
        {
            var countries = Query.Filter?.Countries.Distinct().Order(StringComparer.Ordinal).ToList() ?? [];
            var (first, last) = ReferencePeriod.Of(Query.Filter);
            string?[] parts =
            [
                "casualties",
                ContentWord,
                countries.Count <= MaxNamedCountries ? string.Join('-', countries) : string.Create(CultureInfo.InvariantCulture, $"{countries.Count}-countries"),
                first is null ? null : last is null ? $"from-{Iso(first)}" : Iso(first),
                last is null ? null : $"to-{Iso(last)}",
            ];
            return $"{string.Join('-', parts.Where(part => !string.IsNullOrEmpty(part)))}.{Extension}";
        }
    }

    private string ContentWord => Content switch
    {
        ExportContent.Incidents => "incidents",
        ExportContent.Aggregate => "aggregate",
        ExportContent.Claims => "claims",
        ExportContent.Sdg1612 => "sdg-16-1-2",
        _ => throw new ArgumentOutOfRangeException(nameof(Content)),
    };

    private string Extension => Format switch
    {
        ExportFormat.Csv => "csv",
        ExportFormat.Xlsx => "xlsx",
        ExportFormat.JsonLines => "jsonl",
        ExportFormat.Geojson => "geojson",
        _ => throw new ArgumentOutOfRangeException(nameof(Format)),
    };

    private static string? Iso(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

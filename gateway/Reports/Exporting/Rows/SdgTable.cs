using System.Runtime.CompilerServices;
using Casualties.Estimation;
using Casualties.Hosting.Records;
using Casualties.Reports.V1;
using DocumentedBounds = Casualties.Estimation.DocumentedBounds;
using HarmType = Casualties.Type.V1.HarmType;
using PerpetratorScope = Casualties.Type.V1.PerpetratorScope;

namespace Casualties.Gateway.Reports.Exporting;

/// <summary>
/// SDG indicator 16.1.2: documented deaths by year, country, cause, sex, age and status. They are sums of what is documented and never of estimates, which the indicator
/// keeps apart. A row without sex, age and status is everyone, of whom the others are parts: rows of different groups must not be added up.
/// </summary>
public static class SdgTable
{
    private static readonly Columns<Deaths> Columns = new(
    [
        new("year", "#date+year", deaths => Cell.Of(deaths.Cell.Year)),
        new("country", "#country+code+v_iso3", deaths => Cell.Of(deaths.Cell.Country)),
        new("cause", "#cause+code", deaths => Cell.Of(deaths.Cell.Cause)),
        new("sex", "#affected+sex", deaths => Cell.Of(deaths.Cell.Sex)),
        new("age_group", "#affected+age", deaths => Cell.Of(deaths.Cell.Age)),
        new("civilian_status", "#affected+status", deaths => Cell.Of(deaths.Cell.Status)),
        new("documented_deaths_low", "#affected+killed+min", deaths => Cell.Of(deaths.Sum.Bounds.Low)),
        new("documented_deaths_high", "#affected+killed+max", deaths => Cell.Of(deaths.Sum.Bounds.High)),
        new("documented_deaths_open_above", "#affected+killed+max+open", deaths => Cell.Of(deaths.Sum.Bounds.OpenAbove)),
        new("events", "#indicator+event+num", deaths => Cell.Of((long)deaths.Sum.Incidents)),
    ]);

    /// <summary>The rows of incidents. There are as many sums as there are cells: years, countries, causes and groups, not incidents.</summary>
    public static Table Of(IAsyncEnumerable<ExportedIncident> incidents) => Columns.Of(SumsOf(incidents));

    private static async IAsyncEnumerable<Deaths> SumsOf(IAsyncEnumerable<ExportedIncident> incidents, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var sums = new Dictionary<SdgCell, SumOfBounds>();
        await foreach (var (report, _) in incidents.WithCancellation(cancel))
        {
            foreach (var estimate in report.Estimates.Where(one => one.Harm == HarmType.Killed && one.Victims?.Perpetrators == PerpetratorScope.Excluded && one.Bounds is { HasLow: true } or { HasHigh: true }))
            {
                var cell = CellOf(report, estimate);
                if (!sums.TryGetValue(cell, out var sum))
                    sums.Add(cell, sum = new SumOfBounds());
                sum.Add(new DocumentedBounds(estimate.Bounds.HasLow ? estimate.Bounds.Low : null, estimate.Bounds.HasHigh ? estimate.Bounds.High : null, estimate.Bounds.OpenAbove));
            }
        }
        foreach (var cell in InOrder(sums.Keys))
            yield return new Deaths(cell, sums[cell]);
    }

    private static SdgCell CellOf(IncidentReport report, Casualties.Reports.V1.Estimate estimate) => new(
        report.EventTime?.StartDate is { Year: > 0 } date ? date.Year : null,
        report.Place?.Country ?? "",
        IndexText.Of(report.Cause) ?? "",
        IndexText.Of(estimate.Victims.Sex) ?? "",
        IndexText.Of(estimate.Victims.Age) ?? "",
        IndexText.Of(estimate.Victims.Status) ?? "");

    private static IEnumerable<SdgCell> InOrder(IEnumerable<SdgCell> cells) => cells
        .OrderBy(cell => cell.Year)
        .ThenBy(cell => cell.Country, StringComparer.Ordinal)
        .ThenBy(cell => cell.Cause, StringComparer.Ordinal)
        .ThenBy(cell => cell.Sex, StringComparer.Ordinal)
        .ThenBy(cell => cell.Age, StringComparer.Ordinal)
        .ThenBy(cell => cell.Status, StringComparer.Ordinal);

    private sealed record Deaths(SdgCell Cell, SumOfBounds Sum);

    /// <summary>What deaths in a row have in common. Empty: not known, or, of sex, age and status, anyone.</summary>
    private sealed record SdgCell(long? Year, string Country, string Cause, string Sex, string Age, string Status);
}

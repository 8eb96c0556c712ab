using System.Globalization;

namespace Casualties.Estimation.Tests;

/// <summary>Estimates as text, to the last bit: equal texts are equal results.</summary>
internal static class EstimateText
{
    public static string Of(IncidentEstimate estimate) =>
        string.Join('\n', [$"{estimate.CountOriginators} of {estimate.Originators}", .. estimate.Estimates.Select(Of), .. estimate.Claims.Select(Of)]);

    public static string Of(Estimate estimate) => $"{estimate with { Count = null }} {Of(estimate.Count)}";

    public static string Of(ClaimPart part) => $"{part.Claim.Name}: {string.Join("; ", part.Statements)}";

    public static string Of(CountEstimate? count) => count is null ? "none"
        : $"{count.Ranges} {string.Join(' ', count.Remarks)} {count.Growth} {count.Figures} {Of(count.Distribution)}";

    public static string Of(CountDistribution distribution) => string.Join(
        ' ', distribution.Mass.ToArray().Select((mass, cell) => string.Create(CultureInfo.InvariantCulture, $"{distribution.Low[cell]}-{distribution.High[cell]}:{mass:R}")));
}

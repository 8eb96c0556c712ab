using System.Globalization;
using Casualties.Gateway.Commands;
using Casualties.Reports.V1;
using Casualties.Type.V1;

namespace Casualties.Gateway.Bulletin;

/// <summary>How numbers are written: a median never without its range, and what is not known never as a number.</summary>
internal static class Figures
{
    /// <summary>What stands where nothing is known.</summary>
    public const string NotKnown = "–";

    private const double RangeLevel = 0.9;

    /// <summary>"1,234".</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>The 90% range of an estimate; null if there is none.</summary>
    public static CountInterval? RangeOf(CountEstimate? count) =>
        count?.Intervals.FirstOrDefault(interval => Math.Abs(interval.Level - RangeLevel) < 1e-9);

    /// <summary>"120 (90 to 180)".</summary>
    public static string Estimate(CountEstimate? count) =>
        count is not null && RangeOf(count) is { } range ? $"{Number(count.Median)} ({Range(range)})" : NotKnown;

    /// <summary>"120 (90 to 180)" of an incident, with the group that it speaks of.</summary>
    public static string Estimate(ShownEstimate? shown)
    {
        if (shown is not { Median: { } median, Low90: { } low, High90: { } high })
            return NotKnown;
        string figures = $"{Number(median)} ({Span(low, high)})";
        return shown.Group is { } group ? $"{figures} {group}" : figures;
    }

    /// <summary>"90 to 180".</summary>
    public static string Range(CountInterval range) => Span(range.Low, range.High);

    /// <summary>"80 to 150", "80 to 150+" where it is open above, "at least 80", "at most 150".</summary>
    public static string Bounds(DocumentedBounds? bounds) => bounds is null
        ? NotKnown
        : Bounds(bounds.HasLow ? bounds.Low : null, bounds.HasHigh ? bounds.High : null, bounds.OpenAbove);

    /// <summary>The documented bounds of an incident, as those of a sum.</summary>
    public static string Bounds(ShownEstimate? shown) => shown is null
        ? NotKnown
        : Bounds(shown.DocumentedLow, shown.DocumentedHigh, shown.DocumentedOpenAbove);

    /// <summary>"+120", "−40", "0".</summary>
    public static string Signed(long number) => number switch
    {
        > 0 => "+" + Number(number),
        < 0 => "−" + Number(-number),
        _ => "0",
    };

    /// <summary>"+120 (+30 to +240)".</summary>
    public static string Difference(CountDifference? difference) => difference is { Interval: { } range }
        ? $"{Signed(difference.Median)} ({Signed(range.Low)} to {Signed(range.High)})"
        : NotKnown;

    /// <summary>"1.8 (1.1 to 3.0)".</summary>
    public static string Times(Ratio? ratio) => ratio is null ? NotKnown : $"{Times(ratio.Median)} ({Times(ratio.Low)} to {Times(ratio.High)})";

    /// <summary>"5 of 9 incidents (56%)".</summary>
    public static string Share(double share, int incidents) => string.Create(
        CultureInfo.InvariantCulture, $"{Math.Round(share * incidents, MidpointRounding.AwayFromZero):N0} of {Incidents(incidents)} ({share * 100:0}%)");

    /// <summary>"1 incident", "9 incidents".</summary>
    public static string Incidents(int count) => Counted(count, "incident");

    /// <summary>"1 claim", "9 claims".</summary>
    public static string Counted(int count, string thing) => $"{Number(count)} {thing}{(count == 1 ? "" : "s")}";

    /// <summary>"killed".</summary>
    public static string Harm(HarmType harm) => harm switch
    {
        HarmType.Killed => "killed",
        HarmType.Injured => "injured",
        HarmType.Missing => "missing",
        HarmType.Abducted => "abducted",
        HarmType.Detained => "detained",
        _ => "harmed otherwise",
    };

    private static string Bounds(long? low, long? high, bool openAbove) => (low, high) switch
    {
        (null, null) => NotKnown,
        ({ } only, null) => $"at least {Number(only)}",
        (null, { } top) => $"at most {Number(top)}{(openAbove ? "+" : "")}",
        ({ } from, { } to) => Span(from, to) + (openAbove ? "+" : ""),
    };

    private static string Span(long low, long high) => low == high ? Number(low) : $"{Number(low)} to {Number(high)}";

    private static string Times(double times) => times switch
    {
        < 0.01 => "under 0.01",
        < 1 => times.ToString("0.00", CultureInfo.InvariantCulture),
        < 10 => times.ToString("0.0", CultureInfo.InvariantCulture),
        _ => times.ToString("N0", CultureInfo.InvariantCulture),
    };
}

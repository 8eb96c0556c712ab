using Casualties.Counts.V1;
using Casualties.Hosting;
using Casualties.Hosting.Records;
using Casualties.Type.V1;

namespace Casualties.Counts;

/// <summary>What must hold of a claim beyond the limits of its single fields, which stand in the contract.</summary>
public static class ClaimRules
{
    // From year 1 to year 9999, as google.protobuf.Timestamp allows.
    private const long MinSeconds = -62135596800;
    private const long MaxSeconds = 253402300799;

    /// <summary>Adds what is wrong with a claim beyond its single fields.</summary>
    public static void CheckAcrossFields(Claim claim, string path, Violations violations)
    {
        if (claim.Counts.Count == 0 && claim.Attributions.Count == 0)
            violations.Add($"{path}.counts", "is required where there are no attributions");
        for (var i = 0; i < claim.Counts.Count; i++)
            CheckNumbers(claim.Counts[i], $"{path}.counts[{i}]", violations);
        CheckPublication(claim, path, violations);
    }

    private static void CheckNumbers(CountStatement count, string path, Violations violations)
    {
        // A form that is not set or not known is a fault of its own.
        if (IndexText.Of(count.Form) is not { } name)
            return;
        var form = name["COUNT_FORM_".Length..];
        var (low, high) = count.Form switch
        {
            CountForm.Exact or CountForm.About or CountForm.Range => (true, true),
            CountForm.AtLeast or CountForm.MoreThan => (true, false),
            CountForm.AtMost => (false, true),
            _ => (false, false),
        };
        Match(count.HasLow, low, $"{path}.low", form, violations);
        Match(count.HasHigh, high, $"{path}.high", form, violations);
        if (count is { HasLow: true, HasHigh: true, Form: CountForm.Range } && count.Low > count.High)
            violations.Add($"{path}.high", "must not be below low");
        if (count is { HasLow: true, HasHigh: true, Form: CountForm.Exact or CountForm.About } && count.Low != count.High)
            violations.Add($"{path}.high", $"must equal low for form {form}");
        if (count.Form == CountForm.Words && count.Words.Length == 0)
            violations.Add($"{path}.words", $"is required for form {form}");
    }

    private static void Match(bool has, bool must, string path, string form, Violations violations)
    {
        if (has != must)
            violations.Add(path, must ? $"is required for form {form}" : $"must not be set for form {form}");
    }

    private static void CheckPublication(Claim claim, string path, Violations violations)
    {
        if (claim.PublishedTime is not { } instant)
            return;
        if (claim.PublishedDate is not { } date)
        {
            violations.Add($"{path}.published_date", "is required with published_time");
            return;
        }
        // An instant out of range is a fault of its own.
        if (instant.Seconds is < MinSeconds or > MaxSeconds)
            return;
        var day = DateTimeOffset.FromUnixTimeSeconds(instant.Seconds);
        if ((day.Year, day.Month, day.Day) != (date.Year, date.Month, date.Day))
            violations.Add($"{path}.published_time", "must lie on published_date, in UTC");
    }
}

using Casualties.Counts.V1;
using Casualties.Hosting;
using Casualties.Hosting.Records;
using Casualties.Type.V1;

namespace Casualties.Counts;

/// <summary>What must hold of a claim beyond the limits of its single fields, which stand in the contract.</summary>
public static class ClaimRules
{
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
        if (count.Form == CountForm.Unspecified)
            return;
        var form = IndexText.Of(count.Form)!["COUNT_FORM_".Length..];
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
        var day = instant.ToDateTime();
        if ((day.Year, day.Month, day.Day) != (date.Year, date.Month, date.Day))
            violations.Add($"{path}.published_time", "must lie on published_date, in UTC");
    }
}

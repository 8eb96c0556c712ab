using System.Text.Json;

namespace Casualties.Estimation.Tests.Calibrated;

/// <summary>Sources and claims as the reference implementation writes them.</summary>
internal static class ReferenceForm
{
    public static LearningSource[] Sources(JsonElement set) =>
    [
        .. set.GetProperty("sources").EnumerateArray().Select(source =>
            LearningSource.Of(new(Role(source.GetProperty("role").GetString()!), Enum.Parse<ReliabilityGrade>(source.GetProperty("grade").GetString()!)))),
    ];

    public static int[] Flagged(JsonElement set) =>
        set.TryGetProperty("flagged", out var flags) ? [.. flags.EnumerateArray().Select(flag => flag.GetInt32())] : [];

    public static Evidence Evidence(JsonElement claim, int[] flagged)
    {
        var source = claim.GetProperty("src").GetInt32();
        var (form, word) = claim.GetProperty("kind").GetString() switch
        {
            "num" => (EvidenceForm.Exact, QuantityWord.None),
            "about" => (EvidenceForm.About, QuantityWord.None),
            "range" => (EvidenceForm.Range, QuantityWord.None),
            "atleast" => (EvidenceForm.AtLeast, QuantityWord.None),
            "atmost" => (EvidenceForm.AtMost, QuantityWord.None),
            "partial" => (EvidenceForm.Partial, QuantityWord.None),
            "vague" => (EvidenceForm.Words, Enum.Parse<QuantityWord>(claim.GetProperty("a").GetString()!, ignoreCase: true)),
            var other => throw new InvalidDataException(other),
        };
        var low = form == EvidenceForm.Words ? 0 : claim.GetProperty("a").GetInt64();
        var high = claim.GetProperty("b").ValueKind == JsonValueKind.Null ? low : claim.GetProperty("b").GetInt64();
        var discounted = flagged.Contains(source) || claim.GetProperty("copy_of").ValueKind != JsonValueKind.Null;
        return new(source, form, low, high, word, claim.GetProperty("lag").GetDouble(), discounted);
    }

    private static SourceRole Role(string role) => role switch
    {
        "un" => SourceRole.UnitedNations,
        _ => Enum.Parse<SourceRole>(role, ignoreCase: true),
    };
}

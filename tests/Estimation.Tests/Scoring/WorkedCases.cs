using Casualties.Estimation.Scoring;
using static Casualties.Estimation.EvidenceForm;
using static Casualties.Estimation.QuantityWord;
using static Casualties.Estimation.ReliabilityGrade;

namespace Casualties.Estimation.Tests.Scoring;

/// <summary>Ten incidents with a later figure each, and what a reference implementation with numpy and scipy makes of them.</summary>
internal static class WorkedCases
{
    public static readonly IReadOnlyList<WorkedCase> All =
    [
        new("one figure", 12, Figure(B, Exact, 12)),
        new("a zero", 1, Figure(D, Exact, 0)),
        new("three", 20, Figure(A, Exact, 14), Figure(C, AtLeast, 10), Figure(E, Exact, 40)),
        new("range and words", 14, Range(B, 8, 15), Words(C, Dozens), Words(F, Several)),
        new("about, at most", 33, Figure(C, About, 33), Figure(D, AtMost, 35), Figure(B, AtMost, 7)),
        new("parts only", 60, Figure(C, Partial, 3), Figure(A, Partial, 9), Figure(F, Partial, 5)),
        new("part beside whole", 12, Figure(A, Partial, 50), Figure(C, Exact, 12), Figure(C, Exact, 13)),
        new("large", 1137, Figure(C, Exact, 1200), Figure(B, Exact, 1000), Figure(B, Exact, 1137), Figure(E, Exact, 20000)),
        new("denial", 9, Figure(D, Exact, 0), Figure(B, Exact, 9), Figure(B, Exact, 8), Figure(C, Exact, 11)),
        new("unreliable", 7, Figure(E, Exact, 7), Figure(E, Exact, 7)),
    ];

    public static readonly IReadOnlyList<Forecast> Envelope =
    [
        Same(12, 12, 12), Same(0, 0, 0), Same(14, 10, 40), Same(11.5, 3, 72), Same(33, 4, 38),
        Same(3, 3, 18), Same(12.5, 12, 13), Same(1168.5, 1000, 20000), Same(8.5, 0, 11), Same(7, 7, 7),
    ];

    public static readonly IReadOnlyList<Forecast> WeightedMean =
    [
        new(12.0, new(9, 15), new(7, 17), new(6, 18), new(5, 19)),
        new(0.0, new(0, 1), new(0, 1), new(0, 1), new(0, 1)),
        new(13.026315789473685, new(10, 16), new(7, 19), new(6, 20), new(5, 21)),
        new(18.290106229817052, new(10, 26), new(4, 33), new(0, 37), new(0, 40)),
        new(20.333333333333332, new(13, 28), new(6, 34), new(2, 38), new(0, 42)),
        new(6.5, new(5, 8), new(3, 10), new(3, 10), new(2, 11)),
        new(12.5, new(10, 15), new(9, 16), new(8, 17), new(7, 18)),
        new(1288.490099009901, new(387, 2190), new(0, 3001), new(0, 3486), new(0, 3907)),
        new(8.11111111111111, new(6, 10), new(5, 11), new(4, 12), new(4, 12)),
        new(7.0, new(5, 9), new(4, 10), new(3, 11), new(3, 11)),
    ];

    public static readonly IReadOnlyList<Forecast> RandomEffects =
    [
        new(12.0, new(10, 14), new(9, 16), new(8, 18), new(7, 19)),
        new(0.0, new(0, 1), new(0, 1), new(0, 2), new(0, 2)),
        new(14.422938079952365, new(11, 19), new(8, 26), new(5, 35), new(3, 52)),
        new(14.020768526717852, new(8, 23), new(4, 42), new(2, 74), new(0, 158)),
        new(19.580449297717593, new(12, 32), new(6, 58), new(3, 105), new(0, 227)),
        new(5.49657235428685, new(4, 8), new(2, 11), new(1, 16), new(0, 25)),
        new(12.490737563232045, new(9, 16), new(6, 25), new(2, 51), new(0, 199)),
        new(1832.305290273985, new(1127, 2979), new(647, 5185), new(410, 8168), new(242, 13828)),
        new(5.304937256895335, new(3, 9), new(1, 15), new(0, 22), new(0, 35)),
        new(6.999999999999998, new(4, 12), new(1, 29), new(0, 116), new(0, 1755)),
    ];

    public static readonly IReadOnlyList<Forecast> LinearPool =
    [
        new(12.00008403749979, new(10, 14), new(9, 16), new(8, 18), new(7, 19)),
        new(0.0006673339759098374, new(0, 1), new(0, 1), new(0, 2), new(0, 2)),
        new(13.277320146189, new(11, 16), new(8, 18), new(7, 20), new(6, 26)),
        new(11.83770389958082, new(7, 27), new(4, 49), new(3, 62), new(2, 73)),
        new(12.907097640445985, new(7, 34), new(5, 46), new(4, 55), new(4, 64)),
        new(7.329126580496118, new(3, 10), new(2, 11), new(1, 12), new(1, 13)),
        new(12.533912554116213, new(10, 16), new(8, 19), new(7, 22), new(6, 24)),
        new(1100.5845707895892, new(939, 1301), new(817, 1552), new(752, 1817), new(704, 2785)),
        new(8.560068268608493, new(6, 11), new(0, 13), new(0, 15), new(0, 17)),
        new(7.0229425115100925, new(4, 12), new(2, 17), new(1, 21), new(1, 26)),
    ];

    private static Forecast Same(double point, long low, long high)
    {
        var range = new CountInterval(low, high);
        return new(point, range, range, range, range);
    }

    private static (ReliabilityGrade, Evidence) Figure(ReliabilityGrade grade, EvidenceForm form, long people) =>
        (grade, new(0, form, people, people, None, LagHours: 1));

    private static (ReliabilityGrade, Evidence) Range(ReliabilityGrade grade, long low, long high) =>
        (grade, new(0, EvidenceForm.Range, low, high, None, LagHours: 1));

    private static (ReliabilityGrade, Evidence) Words(ReliabilityGrade grade, QuantityWord word) =>
        (grade, new(0, EvidenceForm.Words, 0, 0, word, LagHours: 1));
}

/// <summary>An incident with the figures that were claimed, each by a source of its own, and a later figure.</summary>
internal sealed class WorkedCase(string name, long later, params IReadOnlyList<(ReliabilityGrade Grade, Evidence Evidence)> figures)
{
    public long Later { get; } = later;

    public IReadOnlyList<Evidence> Evidence { get; } = [.. figures.Select((figure, source) => figure.Evidence with { Source = source })];

    public IReadOnlyList<GradedRole> Sources { get; } = [.. figures.Select(figure => new GradedRole(SourceRole.Ngo, figure.Grade))];

    public override string ToString() => name;
}

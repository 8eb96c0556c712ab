using Casualties.Estimation;

namespace Benchmarks.Records;

/// <summary>
/// The figures about generated incidents, of the sizes and forms of the model page's simulation: tolls of which most are small and some in the thousands, five
/// figures about each, six in ten of them exact. Incident n is the same in every run.
/// </summary>
internal static class GeneratedEvidence
{
    private const int LargestToll = 5_000;

    private static readonly GradedRole[] GradedRoles =
    [
        .. from role in Enum.GetValues<SourceRole>()
           from grade in Enum.GetValues<ReliabilityGrade>()
           select new GradedRole(role, grade),
    ];

    /// <summary>The source-roles that the figures name.</summary>
    public static SourceParameters[] Sources { get; } = [.. GradedRoles.Select(source => SourcePrior.Of(source).Mean)];

    /// <summary>The figures about incident <paramref name="number"/>, in order of time.</summary>
    public static Evidence[] Of(int number)
    {
        var random = new Random(number);
        // A Lomax law of the steepness of the model's own: half of the tolls are at most 2, one in a hundred is above 60.
        var toll = Math.Min(LargestToll, 1 + (2 * (Math.Pow(1 - random.NextDouble(), -1 / 1.3) - 1)));
        var evidence = new Evidence[1 + random.Next(9)];
        var hours = 0.0;
        for (var i = 0; i < evidence.Length; i++)
        {
            hours += random.NextDouble() * 48;
            evidence[i] = Figure(random, toll, hours);
        }
        return evidence;
    }

    private static Evidence Figure(Random random, double toll, double hours)
    {
        var source = random.Next(GradedRoles.Length);
        var people = (long)(toll * (0.6 + (0.8 * random.NextDouble())));
        return random.Next(10) switch
        {
            < 6 => new(source, EvidenceForm.Exact, people, people, QuantityWord.None, hours),
            < 8 => new(source, EvidenceForm.AtLeast, people, people, QuantityWord.None, hours),
            8 => new(source, EvidenceForm.Range, people, people + 1 + (people / 2), QuantityWord.None, hours),
            _ => new(source, EvidenceForm.Words, 0, 0, people < 10 ? QuantityWord.Several : QuantityWord.Dozens, hours),
        };
    }
}

using System.Text.Json;

namespace Casualties.Estimation.Tests.Calibrated;

/// <summary>The model against the vectors of its reference implementation, which was written by others in another language.</summary>
public sealed class ReferenceVectorTests
{
    private static readonly JsonDocument Vectors = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Calibrated", "reference-vectors.json")));

    public static TheoryData<int> All => [.. Enumerable.Range(0, Vectors.RootElement.GetArrayLength())];

    [Fact]
    public void There_are_twelve() => Assert.Equal(12, Vectors.RootElement.GetArrayLength());

    [Theory]
    [MemberData(nameof(All))]
    public void Quantiles_probabilities_and_influence_are_those_of_the_reference(int index)
    {
        var vector = Vectors.RootElement[index];
        var (evidence, sources) = Read(vector);
        var posterior = CalibratedModel.Default.Estimate(evidence, sources, explain: true);
        var distribution = posterior.Distribution;

        foreach (var quantile in vector.GetProperty("quantiles").EnumerateObject())
            Assert.Equal((quantile.Name, quantile.Value.GetInt64()), (quantile.Name, distribution.Quantile(double.Parse(quantile.Name, System.Globalization.CultureInfo.InvariantCulture))));
        Assert.Equal(vector.GetProperty("mean").GetDouble(), distribution.Mean, 1e-6);
        Assert.Equal(vector.GetProperty("p_zero").GetDouble(), 1 - distribution.ProbabilityOfAny, 1e-8);
        var cell = 0;
        foreach (var mass in vector.GetProperty("pmf_first_30").EnumerateArray())
            Assert.Equal(mass.GetDouble(), distribution.Mass[cell++], 1e-8);
        if (vector.TryGetProperty("influence", out var influence))
        {
            foreach (var row in influence.EnumerateArray())
                AssertInfluence(row, posterior.Parts[row.GetProperty("claim").GetInt32()]);
        }
    }

    private static void AssertInfluence(JsonElement row, EvidencePart part)
    {
        var p = row.GetProperty("p");
        double[] expected =
        [
            row.GetProperty("weight").GetDouble(), row.GetProperty("bits").GetDouble(), row.GetProperty("median_without").GetDouble(), Of("denial"), Of("fabricated"),
            Of("exact"), Of("incomplete"), Of("noisy"), Of("copy"),
        ];
        var reading = part.Reading;
        double[] found =
            [part.Weight, part.Bits, part.MedianWithout, reading.Denial, reading.Fabricated, reading.Exact, reading.Incomplete, reading.Noisy, reading.Copy];
        // To the printed digits: four.
        Assert.Equal(expected, found, (one, other) => Math.Abs(one - other) <= 0.5001e-4);

        double Of(string name) => p.GetProperty(name).GetDouble();
    }

    private static (Evidence[] Evidence, SourceParameters[] Sources) Read(JsonElement vector)
    {
        var claims = vector.GetProperty("claims").EnumerateArray().OrderBy(claim => claim.GetProperty("lag").GetDouble());
        var flagged = ReferenceForm.Flagged(vector);
        return ([.. claims.Select(claim => ReferenceForm.Evidence(claim, flagged))], [.. ReferenceForm.Sources(vector).Select(source => source.Prior.Mean)]);
    }
}

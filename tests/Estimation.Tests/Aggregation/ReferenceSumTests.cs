using System.Globalization;
using System.Text.Json;

namespace Casualties.Estimation.Tests.Aggregation;

/// <summary>Sums of thirty posteriors against those of the reference implementation, which was written by others in another language.</summary>
public sealed class ReferenceSumTests
{
    private static readonly JsonElement Reference =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Aggregation", "reference-sums.json"))).RootElement;

    private static readonly Incident[] Incidents = [.. Reference.GetProperty("mass").EnumerateArray().Select(Read)];

    public static TheoryData<int, string> All
    {
        get
        {
            var data = new TheoryData<int, string>();
            for (var sum = 0; sum < Reference.GetProperty("sums").GetArrayLength(); sum++)
                data.AddRange([(sum, "0"), (sum, "0.05"), (sum, "0.08")]);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Quantiles_are_those_of_the_reference(int index, string sharedError)
    {
        var sum = Reference.GetProperty("sums")[index];
        Incident[] incidents = [.. sum.GetProperty("incidents").EnumerateArray().Select(incident => Incidents[incident.GetInt32()])];
        double[] probabilities = [.. Reference.GetProperty("probabilities").EnumerateArray().Select(probability => probability.GetDouble())];
        long[] expected = [.. sum.GetProperty("quantiles").GetProperty(sharedError).EnumerateArray().Select(quantile => quantile.GetInt64())];

        var found = Incident.Quantiles(Incident.Sum(incidents, double.Parse(sharedError, CultureInfo.InvariantCulture)));

        Assert.Equal(probabilities, found.Select(quantile => quantile.Probability));
        // Where every number is a point, the reference interpolates between them and rounds to the nearest, so that it may be one below the number that
        // has the probability at or below it.
        var nearest = sharedError == "0" && sum.GetProperty("step").GetInt32() == 1 ? 1 : 0;
        Assert.All(found.Zip(expected), pair => Assert.InRange(pair.First.Quantile, pair.Second, pair.Second + nearest));
    }

    [Fact]
    public void The_range_of_the_sum_lies_within_the_sums_of_the_ends()
    {
        var sum = Incident.Quantiles(Incident.Sum(Incidents, sharedError: 0));
        foreach (var (probability, quantile) in sum)
        {
            var ends = Incidents.Sum(one => Incident.Quantiles(Incident.Sum([one])).Single(end => end.Probability == probability).Quantile);
            Assert.True(probability < 0.5 ? quantile > ends : probability == 0.5 || quantile < ends);
        }
    }

    private static Incident Read(JsonElement mass)
    {
        double[] masses = [.. mass.EnumerateArray().Select(one => one.GetDouble())];
        return new(Cells("low"), Cells("high"), masses);

        long[] Cells(string name) => [.. Reference.GetProperty(name).EnumerateArray().Take(masses.Length).Select(number => number.GetInt64())];
    }
}

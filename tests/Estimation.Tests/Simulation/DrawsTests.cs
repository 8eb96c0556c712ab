using Casualties.Simulation;

namespace Casualties.Estimation.Tests.Simulation;

/// <summary>Random numbers have the mean, the variance and the tail of their law.</summary>
public sealed class DrawsTests
{
    private const int Numbers = 200_000;

    // Five standard errors: by chance alone none of these would fail in a lifetime, and seeds are fixed anyway.
    private const double Errors = 5;

    [Fact]
    public void Uniform() => Has(mean: 3, variance: 4.0 / 12, kurtosis: 1.8, draws => draws.Uniform(2, 4));

    [Fact]
    public void Whole() => Has(mean: 0, variance: 2, kurtosis: 1.7, draws => draws.Integer(-2, 3));

    [Fact]
    public void Normal() => Has(mean: -1, variance: 9, kurtosis: 3, draws => draws.Normal(-1, 3));

    [Fact]
    public void Log_normal() => Has(mean: 2, variance: 0.25, kurtosis: 3, draws => Math.Log(draws.LogNormal(2, 0.5)));

    [Fact]
    public void Exponential() => Has(mean: 30, variance: 900, kurtosis: 9, draws => draws.Exponential(30));

    [Fact]
    public void Laplace() => Has(mean: 0, variance: 2 * 0.49, kurtosis: 6, draws => draws.Laplace(0.7));

    [Fact]
    public void Gamma() => Has(mean: 15, variance: 150, kurtosis: 7, draws => draws.Gamma(1.5, 10));

    // The logarithm of 1 + x of Pareto's law is exponential.
    [Fact]
    public void Lomax() => Has(mean: 1 / 1.3, variance: 1 / 1.69, kurtosis: 9, draws => Math.Log(1 + draws.Lomax(1.3)));

    [Theory]
    [InlineData(0.15)]
    [InlineData(4.0)]
    [InlineData(29.0)]
    public void Poisson(double mean) => Has(mean, variance: mean, kurtosis: 3 + 1 / mean, draws => draws.Poisson(mean));

    [Theory]
    [InlineData(3)]
    [InlineData(50)]
    [InlineData(51)]
    [InlineData(2_000)]
    [InlineData(1_000_000)]
    public void Binomial(long trials)
    {
        var variance = trials * 0.3 * 0.7;
        Has(trials * 0.3, variance, kurtosis: 3 + (1 - 6 * 0.21) / variance, draws => draws.Binomial(trials, 0.3));
    }

    private static void Has(double mean, double variance, double kurtosis, Func<Draws, double> draw)
    {
        var draws = new Draws(20_260_101);
        var numbers = new double[Numbers];
        for (var i = 0; i < Numbers; i++)
            numbers[i] = draw(draws);
        var average = numbers.Average();

        Assert.Equal(mean, average, Errors * Math.Sqrt(variance / Numbers));
        Assert.Equal(variance, numbers.Average(x => (x - average) * (x - average)), Errors * variance * Math.Sqrt((kurtosis - 1) / Numbers));
    }
}

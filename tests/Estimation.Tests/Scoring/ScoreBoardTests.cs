using Casualties.Estimation.Scoring;
using CsCheck;

namespace Casualties.Estimation.Tests.Scoring;

/// <summary>Scores are those of the reference, and tell calibrated forecasts from others.</summary>
public sealed class ScoreBoardTests
{
    private const double Tolerance = 1e-12;

    private static readonly Gen<CountInterval> Ranges = Gen.Select(Gen.Long[0, 500], Gen.Long[0, 500], (low, width) => new CountInterval(low, low + width));

    [Fact]
    public void The_envelope_scores_as_in_the_reference()
    {
        var scores = Score(WorkedCases.Envelope);

        Same(new(0.8, 1.3385907619589203, 2.0824235881856468), scores.Within50);
        Same(new(0.8, 1.3385907619589203, 3.198172827525737), scores.Within80);
        Same(new(0.8, 1.3385907619589203, 5.057754893092553), scores.Within90);
        Same(new(0.8, 1.3385907619589203, 8.77691902422618), scores.Within95);
        Assert.Equal(0.33675040079913604, scores.WeightedIntervalScore, Tolerance);
        Assert.Equal(0.4052858070736889, scores.MeanAbsoluteLogError, Tolerance);
        Assert.Equal(0.04451681118519879, scores.MedianAbsoluteLogError, Tolerance);
        Assert.Equal(-0.392276947209528, scores.LogBias, Tolerance);
        Assert.Equal(10, scores.Count);
        Assert.Equal(7, scores.LargeCount);
        Assert.Equal(6.0 / 7, scores.LargeCoverage90);
        Assert.Null(scores.Pit);
    }

    [Fact]
    public void The_weighted_mean_scores_as_in_the_reference()
    {
        var scores = Score(WorkedCases.WeightedMean);

        Same(new(0.7, 0.6698726279671515, 1.5834818580207461), scores.Within50);
        Same(new(0.8, 1.697759636912486, 3.4595283924568596), scores.Within80);
        Same(new(0.9, 2.090849268913673, 5.5168064516635535), scores.Within90);
        Same(new(0.9, 2.3247371696878725, 8.828606027229112), scores.Within95);
        Assert.Equal(0.3214857542664077, scores.WeightedIntervalScore, Tolerance);
        Assert.Equal(0.41661423436811296, scores.MeanAbsoluteLogError, Tolerance);
        Assert.Equal(0.18825833261635783, scores.MedianAbsoluteLogError, Tolerance);
        Assert.Equal(-0.3337628357250005, scores.LogBias, Tolerance);
    }

    [Fact]
    public void A_range_that_holds_the_figure_scores_its_width_and_any_other_scores_more() =>
        Gen.Select(Ranges, Gen.Long[0, 1000], Gen.OneOf(0.5, 0.8, 0.9, 0.95)).Sample((range, figure, level) =>
        {
            var (score, width) = (LogScore.Interval(range, figure, level), LogScore.Width(range));
            return range.Contains(figure) ? score == width : score > width;
        });

    [Fact]
    public void Calibrated_forecasts_have_a_flat_transform_and_sharper_ones_do_not()
    {
        // A figure is uniform on 0..39, which the first board knows; the second believes it to be uniform on 10..29.
        var (figures, honest, sure) = (new SplitMix64(7), new ScoreBoard(11), new ScoreBoard(11));
        for (var i = 0; i < 20_000; i++)
        {
            var figure = (long)(figures.NextDouble() * 40);
            honest.Add(new(20, new(10, 29), new(4, 35), new(2, 37), new(1, 38), Uniform(figure, 0, 40)), figure);
            sure.Add(new(20, new(15, 24), new(12, 27), new(11, 28), new(10, 29), Uniform(figure, 10, 20)), figure);
        }

        var (calibrated, narrow) = (honest.Score().Pit!, sure.Score().Pit!);
        Assert.Equal(0.9, calibrated.Within90, 0.01);
        Assert.Equal(0.5, calibrated.Within50, 0.015);
        Assert.All(calibrated.Histogram, share => Assert.Equal(0.1, share, 0.01));
        Assert.Equal(0.45, narrow.Within90, 0.015);
        Assert.Equal(0.3, narrow.Histogram[0], 0.015);
        Assert.Equal(0.3, narrow.Histogram[^1], 0.015);
        Assert.Equal(1, narrow.Histogram.Sum(), Tolerance);
        Assert.Equal(28.0 / 30, honest.Score().LargeCoverage90!.Value, 0.01);
    }

    [Fact]
    public void The_same_seed_gives_the_same_scores_and_another_seed_other_draws()
    {
        Assert.Equal(Histogram(seed: 3), Histogram(seed: 3));
        Assert.NotEqual(Histogram(seed: 3), Histogram(seed: 4));

        static IReadOnlyList<double> Histogram(ulong seed)
        {
            var board = new ScoreBoard(seed);
            for (var figure = 0; figure < 100; figure++)
                board.Add(new(figure, new(0, 200), new(0, 200), new(0, 200), new(0, 200), new(0, 1)), figure);
            return board.Score().Pit!.Histogram;
        }
    }

    // The stream that the authors' own program gives for this seed.
    [Fact]
    public void Draws_are_those_of_the_published_generator()
    {
        var draws = new SplitMix64(1234567);

        Assert.Equal(
            [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821],
            Enumerable.Range(0, 5).Select(_ => draws.NextUInt64()));
    }

    [Fact]
    public void No_large_figure_is_not_no_coverage()
    {
        var board = new ScoreBoard(1);
        board.Add(WorkedCases.Envelope[0], 9);

        Assert.Null(board.Score().LargeCoverage90);
        board.Add(WorkedCases.Envelope[0], 13);
        Assert.Equal(0, board.Score().LargeCoverage90);
    }

    [Fact]
    public void What_cannot_be_a_forecast_is_refused()
    {
        var sound = WorkedCases.WeightedMean[0];
        Refused(sound with { Median = double.NaN });
        Refused(sound with { Median = -1 });
        Refused(sound with { Within95 = new(8, 16) });
        Refused(sound with { Pit = new(0.6, 0.5) });
        Refused(sound with { Pit = new(0.6, 1.1) });
        Assert.Throws<InvalidOperationException>(() => new ScoreBoard(1).Score());
        Assert.Throws<ArgumentOutOfRangeException>(() => new ScoreBoard(1).Add(sound, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CountInterval(3, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CountInterval(-1, 2));

        var board = new ScoreBoard(1);
        board.Add(sound, 12);
        Assert.Throws<ArgumentException>(() => board.Add(sound with { Pit = new(0.4, 0.5) }, 12));
        Assert.Equal(1, board.Score().Count);

        static void Refused(Forecast forecast) => Assert.Throws<ArgumentException>(() => new ScoreBoard(1).Add(forecast, 12));
    }

    private static ProbabilityStep Uniform(long figure, long first, long count) =>
        new(Math.Clamp((double)(figure - first) / count, 0, 1), Math.Clamp((double)(figure + 1 - first) / count, 0, 1));

    private static Scores Score(IReadOnlyList<Forecast> forecasts)
    {
        var board = new ScoreBoard(1);
        for (var i = 0; i < forecasts.Count; i++)
            board.Add(forecasts[i], WorkedCases.All[i].Later);
        return board.Score();
    }

    private static void Same(LevelScores expected, LevelScores actual)
    {
        Assert.Equal(expected.Coverage, actual.Coverage, Tolerance);
        Assert.Equal(expected.MeanLogWidth, actual.MeanLogWidth, Tolerance);
        Assert.Equal(expected.IntervalScore, actual.IntervalScore, Tolerance);
    }
}

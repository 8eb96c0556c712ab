using Casualties.Estimation;
using Casualties.Estimation.Scoring;
using Casualties.Gateway.Backtest;
using Casualties.Gateway.Import;

namespace Import.Tests.Backtest;

/// <summary>Real early claims against real later figures: the targets that the model is held to.</summary>
public sealed class AfghanistanTests
{
    private const string Folder = "shared/data/afghanistan-2020-2021";

    [Fact]
    public void Ranges_hold_the_later_figures_and_beat_the_envelope()
    {
        BacktestResult result = Run();
        (Scores killed, Scores killedEnvelope) = ScoresOf(result.Quantities[0]);
        Assert.Equal(16, killed.Count);
        Assert.InRange(killed.Within90.Coverage, 0.85, 1);
        Assert.InRange(killed.Within90.IntervalScore, 0, 0.75 * killedEnvelope.Within90.IntervalScore);
        (Scores injured, Scores injuredEnvelope) = ScoresOf(result.Quantities[1]);
        Assert.Equal(5, injured.Count);
        Assert.InRange(injured.Within90.Coverage, 0.80, 1);
        Assert.InRange(injured.Within90.IntervalScore, 0, 0.50 * injuredEnvelope.Within90.IntervalScore);
    }

    [Fact]
    public void Pairs_are_those_of_the_rule()
    {
        BacktestResult result = Run();
        Assert.Equal(43, result.Rows.Count + result.LeftOut.Count);
        Assert.Equal(
            [(LeftOut.WeakBasis, 5), (LeftOut.LastsForDays, 8), (LeftOut.NoClaim, 9)],
            result.LeftOut.CountBy(reason => reason).OrderBy(count => count.Key).Select(count => (count.Key, count.Value)));
        // The staff of the Halo Trust were counted by four others, and by the trust itself, whose figure is the later one.
        Assert.DoesNotContain(
            result.Rows.Where(row => row.Pair.Later.Quantity.IncidentKey == "afg-2021-06-08-baghlan-halo").SelectMany(row => row.Pair.Claims),
            claim => claim.OriginalSource == "HALO Trust");
    }

    private static BacktestResult Run()
    {
        string? folder = Find();
        Assert.SkipWhen(folder is null, $"{Folder} is not beside this repository.");
        CancellationToken cancel = TestContext.Current.CancellationToken;
        var selection = PairSelection.Of(BacktestSheet.In(folder!), PublicationWindow.Default, new QuarantineReport(), cancel);
        Assert.False(selection.LacksRows);
        return Backtester.Run(selection, PublicationWindow.Default, Policies.Calibrated, progress: null, cancel);
    }

    private static (Scores Calibrated, Scores Envelope) ScoresOf(QuantityScores quantity) =>
        (quantity.Methods.Single(method => method.Method == Methods.Calibrated).Scores, quantity.Methods.Single(method => method.Method == Methods.Envelope).Scores);

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, Folder);
            if (Directory.Exists(path))
                return path;
        }

        return null;
    }
}

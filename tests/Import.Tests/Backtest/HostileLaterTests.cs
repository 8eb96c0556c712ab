using System.Text;
using Casualties.Gateway.Backtest;
using Casualties.Gateway.Import;
using CsCheck;

namespace Import.Tests.Backtest;

public sealed class HostileLaterTests
{
    [Theory]
    [InlineData("nowhere,killed,total,,1,,A,,", "incident_key: there is no such incident in incidents.csv")]
    [InlineData(",killed,total,,1,,A,,", "incident_key: must not be empty")]
    [InlineData("blast-1,slain,total,,1,,A,,", "harm: \"slain\" is none of killed, injured, missing")]
    [InlineData("blast-1,killed,,,1,,A,,", "victims: must not be empty; one of total, civilians, children, women, combatants, attackers, security_forces")]
    [InlineData("blast-1,killed,total,,,,A,,", "best: must not be empty")]
    [InlineData("blast-1,killed,total,,180000000,,A,,", "best: 180000000 is not between 0 and 10,000,000")]
    [InlineData("blast-1,killed,total,,-1,,A,,", "best: \"-1\" is not a whole number")]
    [InlineData("blast-1,killed,total,2,1,,A,,", "low: 2 is above best, 1")]
    [InlineData("blast-1,killed,total,,2,1,A,,", "high: 1 is below best, 2")]
    [InlineData("blast-1,killed,total,,1,,,,", "authority: must not be empty")]
    [InlineData("blast-1,killed,total,,1,,=cmd(),,", "authority: begins like a formula (=, +, -, @, tab or carriage return)")]
    [InlineData("blast-1,killed,total,,1,,A,,,", ": the row has 10 cells, the header 9")]
    [InlineData("blast-1,killed,total,,1,,A,\"open,", ": a quote is not closed")]
    public void A_bad_row_is_quarantined_with_its_reason_and_the_others_are_read(string row, string reason)
    {
        using var sheet = BacktestFolder.WithLater($"{row}\n{BacktestFolder.Later}");
        PairSelection selection = sheet.Select();
        Assert.Equal([reason], sheet.Faults(2));
        Assert.True(selection.LacksRows);
        Assert.Equal(12, Assert.Single(selection.Pairs).Later.Best);
    }

    [Fact]
    public void A_row_has_all_its_reasons_told()
    {
        using var sheet = BacktestFolder.WithLater("nowhere,slain,total,3,2,1,,,\n");
        sheet.Select();
        Assert.Equal(5, sheet.Faults(2).Count);
    }

    [Fact]
    public void Two_figures_for_one_quantity_are_not_both_taken()
    {
        using var sheet = BacktestFolder.WithLater(BacktestFolder.Later + BacktestFolder.Later.Replace(",12,", ",11,", StringComparison.Ordinal));
        Assert.Equal(12, Assert.Single(sheet.Select().Pairs).Later.Best);
        Assert.Equal(["incident_key: the same incident, harm and victims stand on line 2"], sheet.Faults(3));
    }

    [Fact]
    public void A_claim_in_quarantine_matters_only_where_there_is_a_later_figure()
    {
        using var mine = BacktestFolder.WithClaims(BacktestFolder.Claim(1), BacktestFolder.Claim(2, count: "exact,180000000,180000000,"));
        Assert.True(mine.Select().LacksRows);
        using var others = BacktestFolder.Of(
            BacktestFolder.Incident + "blast-10,Another,2021-08-03,,,,,,,,,,,\n", BacktestFolder.Later,
            BacktestFolder.Claim(1), "blast-10,1,2021-08-03,Paper,,,killed,exact,180000000,180000000,,total,,,\n");
        Assert.False(others.Select().LacksRows);
        Assert.Equal(1, others.Quarantine.Count);
    }

    [Fact]
    public void All_missing_files_and_columns_are_named()
    {
        using var sheet = BacktestFolder.WithClaims();
        sheet.Write("best_later.csv", "incident_key,harm,best\n");
        var columns = Assert.Throws<ClaimSheetRefused>(() => sheet.Select());
        Assert.Equal(["victims", "low", "high", "authority", "basis"], columns.Reasons.Select(reason => reason[(reason.LastIndexOf(' ') + 1)..]));
        File.Delete(Path.Combine(sheet.Folder, "claims.csv"));
        File.Delete(Path.Combine(sheet.Folder, "best_later.csv"));
        var files = Assert.Throws<ClaimSheetRefused>(() => sheet.Select());
        Assert.Equal(["claims.csv is missing", "best_later.csv is missing"], files.Reasons);
    }

    [Fact]
    public void Whatever_the_bytes_every_row_is_read_or_quarantined()
    {
        byte[] rows = Encoding.UTF8.GetBytes(
            BacktestFolder.LaterHeader + BacktestFolder.Later + "blast-1,injured,civilians,,7,,\"Bureau, and \"\"others\"\"\",weak,\nblast-1,killed,children,0,0,0,Hôpital,,\n");
        int header = BacktestFolder.LaterHeader.Length;
        ClaimSheet claims = Sheets.Of(Sheets.IncidentHeader + BacktestFolder.Incident, Sheets.ClaimHeader + BacktestFolder.Claim(1));
        ClaimSheetSurvey survey = claims.Survey(TestContext.Current.CancellationToken);
        Gen.Int[header, rows.Length - 1].Select(Gen.Byte).Array[1, 6].Sample(mutations =>
        {
            byte[] mutated = [.. rows];
            foreach ((int place, byte value) in mutations)
                mutated[place] = value;
            var quarantine = new QuarantineReport();
            IReadOnlyList<LaterRow> read = new BacktestSheet(claims, () => new MemoryStream(mutated)).Later(survey, quarantine, CancellationToken.None);
            Assert.Equal(LinesOf(mutated), read.Count + quarantine.Count);
            Assert.All(quarantine.First, row => Assert.NotEmpty(row.Faults));
            Assert.All(read, row => new Authority(row.Authority).Includes("Ministry"));
        }, iter: 10_000);

        // By the reader of rows itself, which has its own tests.
        static int LinesOf(byte[] file)
        {
            using var csv = new CsvRows(new MemoryStream(file));
            csv.Read();
            csv.ExpectedCount = csv.Count;
            int lines = 0;
            while (csv.Read())
                lines++;
            return lines;
        }
    }
}

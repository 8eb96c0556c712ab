using System.Globalization;
using Sylvan.Data.Csv;

namespace Casualties.Estimation.Tests;

/// <summary>The real claims of the Afghan sample, against bounds worked out in another way.</summary>
public sealed class SampleTests
{
    private const string Sheet = "shared/data/afghanistan-2020-2021/claims.csv";

    // A row of the claim sheet; one row is one claim with one statement.
    private sealed record Row(string Incident, Claim Claim, string Published, string Victims);

    [Fact]
    public void Killed_is_what_a_plain_reading_of_the_sheet_gives()
    {
        var rows = ReadSheet();
        Assert.Equal(841, rows.Count);
        // "180,000,000 killed" is one that cannot be recorded.
        Assert.Equal(1, rows.RemoveAll(row => row.Claim.Statements[0].Low > CountLimits.MaxPeople));
        var incidents = rows.GroupBy(row => row.Incident).ToArray();
        Assert.Equal(43, incidents.Length);

        var withHeadline = 0;
        foreach (var incident in incidents)
        {
            var found = Say.Documented.Estimate([.. incident.Select(row => row.Claim)]).Find(Harm.Killed, VictimGroup.AllVictims);
            var expected = PlainReading([.. incident.Where(row => row.Victims == "total" && row.Claim.Statements[0].Harm == Harm.Killed)]);
            if (expected is { } whole)
            {
                foreach (var victims in (string[])["civilians", "children", "women", "combatants", "security_forces"])
                {
                    var part = PlainReading([.. incident.Where(row => row.Victims == victims && row.Claim.Statements[0].Harm == Harm.Killed)]);
                    if (whole.High is { } high && part is { High: { } partHigh } bounds)
                        whole = whole with { High = Math.Max(high, partHigh), OpenAbove = whole.OpenAbove || bounds.OpenAbove };
                }
                expected = whole;
            }
            Assert.Equal((incident.Key, expected), (incident.Key, found?.Bounds));
            if (found is not null) withHeadline++;
        }
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{withHeadline} incidents state all killed"));
        Assert.NotEqual(0, withHeadline);
    }

    // Quadratic and in terms of the sheet's own text: "2021-08-03" sorts after "2021-08-03T22" once an hour is put behind it that no day has.
    private static DocumentedBounds? PlainReading(Row[] rows)
    {
        if (rows.Length == 0) return null;
        var own = rows.Where(row => row.Claim.Copies is null).ToArray();
        var last = own.Where(row => !own.Any(other =>
            Voice(other) == Voice(row)
            && other.Claim.Statements[0].Form != CountForm.Words
            && string.CompareOrdinal(Instant(other), Instant(row)) > 0)).ToArray();
        var lows = last.Select(row => row.Claim.Statements[0]).Where(said => said.Low is not null).Select(said => said.Form == CountForm.MoreThan ? said.Low + 1 : said.Low);
        var highs = last.Select(row => row.Claim.Statements[0]).Select(said => said.High ?? (said.Form == CountForm.MoreThan ? said.Low + 1 : said.Low));
        return new(lows.Min(), highs.Max(), last.Any(row => row.Claim.Statements[0].Form is CountForm.AtLeast or CountForm.MoreThan or CountForm.Words));

        static string Voice(Row row) => row.Claim.Originator ?? row.Claim.Publisher;
        static string Instant(Row row) => $"{(row.Published.Length == 10 ? row.Published + "T99" : row.Published)} {row.Claim.RecordedRevision:D6}";
    }

    private static List<Row> ReadSheet()
    {
        var path = FindSheet();
        Assert.SkipWhen(path is null, $"{Sheet} is not beside this repository.");
        using var csv = CsvDataReader.Create(path!);
        var rows = new List<Row>();
        while (csv.Read())
            rows.Add(ReadRow(csv, rows.Count + 1));
        return rows;
    }

    private static Row ReadRow(CsvDataReader csv, int number)
    {
        var (published, victims, originator) = (Cell("published_date"), Cell("victims"), Cell("original_source"));
        var statement = new CountStatement(
            Enum.Parse<Harm>(Cell("harm"), ignoreCase: true),
            Group(victims),
            Form(Cell("count_form")),
            People(Cell("low")),
            People(Cell("high")),
            Cell("verbal"));
        return new(Cell("incident_key"), new()
        {
            Name = $"claims/{number}",
            Publisher = Cell("publisher"),
            Originator = originator == "unattributed" ? null : originator,
            PublishedDate = DateOnly.ParseExact(published[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture),
            PublishedTime = published.Length == 10
                ? null
                : DateTimeOffset.ParseExact(published, "yyyy-MM-ddTHH", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
            RecordedRevision = number,
            Copies = Cell("copies_claim") is "" ? null : Cell("copies_claim"),
            Statements = [statement],
        }, published, victims);

        string Cell(string column) => csv.GetString(csv.GetOrdinal(column));
    }

    private static CountForm Form(string form) => form switch
    {
        "exact" => CountForm.Exact,
        "about" => CountForm.About,
        "at_least" => CountForm.AtLeast,
        "more_than" => CountForm.MoreThan,
        "at_most" => CountForm.AtMost,
        "range" => CountForm.Range,
        "verbal" => CountForm.Words,
        _ => throw new FormatException(form),
    };

    private static VictimGroup Group(string victims) => victims switch
    {
        "total" => default,
        "civilians" => new(Status: CivilianStatus.Civilian),
        "children" => new(Age: AgeGroup.Child),
        "women" => new(Sex: Sex.Female),
        "combatants" => new(Status: CivilianStatus.DirectlyParticipating),
        "security_forces" => new(Status: CivilianStatus.MemberOfArmedForces),
        "attackers" => new(Perpetrators: PerpetratorScope.Only),
        _ => throw new FormatException(victims),
    };

    private static long? People(string cell) => cell.Length == 0 ? null : long.Parse(cell, CultureInfo.InvariantCulture);

    private static string? FindSheet()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, Sheet);
            if (File.Exists(path)) return path;
        }
        return null;
    }
}

using System.Globalization;
using System.Text;
using Casualties.Gateway.Import;

namespace Import.Tests;

/// <summary>Every fault a sheet can have is listed with its row, column and reason, and costs no other row.</summary>
public sealed class QuarantineTests
{
    public static TheoryData<string, string[]> BadClaims => new()
    {
        { "blast-1,2,2021-13-01,Paper,,,killed,exact,1,1,,total,,,\n", ["published_date: \"2021-13-01\" is not a day (YYYY-MM-DD)"] },
        { "blast-1,2,2021-08-03T24,Paper,,,killed,exact,1,1,,total,,,\n", ["published_date: \"2021-08-03T24\" is not a day and an hour (YYYY-MM-DDTHH)"] },
        { "blast-1,2,2021-08-03,Paper,,,killed,range,12,8,,total,,,\n", ["low: 12 is above high, 8"] },
        { "blast-1,2,2021-08-03,Paper,,,killed,exact,8,9,,total,,,\n", ["high: 9 is not low, 8, as count_form exact demands"] },
        { "blast-1,2,2021-08-03,Paper,,,killed,at_least,8,9,,total,,,\n", ["high: must be empty where count_form is at_least"] },
        { "blast-1,2,2021-08-03,Paper,,,killed,exact,,,,total,,,\n", ["low: must not be empty where count_form is exact", "high: must not be empty where count_form is exact"] },
        { "blast-1,2,2021-08-03,Paper,,,killed,verbal,,,,total,,,\n", ["verbal: must not be empty where count_form is verbal"] },
        { "blast-1,2,2021-08-03,Paper,,,killed,exact,-1,-1,,total,,,\n", ["low: \"-1\" is not a whole number", "high: \"-1\" is not a whole number"] },
        { "blast-1,2,2021-08-03,Paper,,,killed,at_least,99999999999,,,total,,,\n", ["low: 99999999999 is not between 0 and 10,000,000"] },
        { "nowhere,2,2021-08-03,Paper,,,killed,exact,1,1,,total,,,\n", ["incident_key: there is no such incident, neither among the good rows of the sheet nor in the store"] },
        { "blast-1,1,2021-08-03,Paper,,,killed,exact,1,1,,total,,,\n", ["claim_no: the same incident and number stand on line 2"] },
        { "blast-1,2,2021-08-03,Paper,,,killed,exact,1,1,,total,7,,\n", ["copies_claim: the sheet has no claim 7 of this incident"] },
        { "blast-1,2,2021-08-03,Paper,,,killed,exact,1,1,,total,2,,\n", ["copies_claim: names the claim itself"] },
        { "blast-1,2,2021-08-03,Paper,Ministry,,killed,exact,1,1,,total,,,\n", ["original_source_kind: must not be empty; one of government, military, belligerent_nonstate, un, ngo, hospital, media, witness, research, unknown"] },
        { "blast-1,2,2021-08-03,Paper,,,hurt,exact,1,1,,total,,,\n", ["harm: \"hurt\" is none of killed, injured, missing"] },
        { "blast-1,2,2021-08-03,Paper,,,killed,exact,1,1,,total,,javascript:alert(1),\n", ["url: is not an absolute http or https address"] },
        { "blast-1,2,2021-08-03,=HYPERLINK(1),,,killed,exact,1,1,,total,,,@SUM(1)\n", ["publisher: begins like a formula (=, +, -, @, tab or carriage return)", "note: begins like a formula (=, +, -, @, tab or carriage return)"] },
        { "blast-1,2,2021-08-03,Pa\u0007per,,,killed,exact,1,1,,total,,,\n", ["publisher: contains a control character or a line break"] },
        { "blast-1,2,2021-08-03,Pa\u202eper,,,killed,exact,1,1,,total,,,\n", ["publisher: contains a character that reverses the direction of text"] },
        { "blast-1,2,2021-08-03,\"Paper,,,killed,exact,1,1,,total,,,\n", [": a quote is not closed"] },
        { "blast-1,2,2021-08-03,\"Paper\"s,,,killed,exact,1,1,,total,,,\n", [": text follows a closing quote"] },
        { "blast-1,2,2021-08-03,Pa\"per\",,,killed,exact,1,1,,total,,,\n", [": a quote stands inside a cell that does not begin with one"] },
        { "blast-1,2,2021-08-03\n", [": the row has 3 cells, the header 15"] },
        { ",,,,,,,,,,,,,,x\n", ["incident_key: must not be empty", "claim_no: must not be empty", "publisher: must not be empty", "harm: must not be empty; one of killed, injured, missing", "count_form: must not be empty; one of exact, at_least, at_most, range, about, more_than, verbal", "victims: must not be empty; one of total, civilians, children, women, combatants, attackers, security_forces"] },
    };

    [Theory]
    [MemberData(nameof(BadClaims))]
    public void A_bad_claim_is_listed_with_all_its_reasons_and_the_others_stay(string row, string[] faults)
    {
        SheetReading reading = Sheets.WithClaims(row, "blast-1,3,2021-08-04,Paper,,,injured,exact,2,2,,total,,,\n");
        Assert.Equal(1, reading.Quarantine.Count);
        Assert.Equal(faults, reading.Faults("claims.csv", 3));
        Assert.Equal([1, 3], reading.Claims.Select(claim => claim.ClaimNo));
    }

    public static TheoryData<string, string[]> BadIncidents => new()
    {
        { "b2,,2021-08-03,,,,,,,,,,,\n", ["title: must not be empty"] },
        { "b2,A blast,3 August 2021,,,,,,,,,,,\n", ["date_start: \"3 August 2021\" is not a day (YYYY-MM-DD)"] },
        { "b2,A blast,2021-08-03,2021-08-02,,,,,,,,,,\n", ["date_end: lies before date_start"] },
        { "b2,A blast,2021-08-03,,Afghanistan,,,,,,,,,\n", ["country_iso3: \"Afghanistan\" is not a country code of three capital letters"] },
        { "b2,A blast,2021-08-03,,,,,91,69,exact,,,,\n", ["lat: \"91\" is not a number of degrees between -90 and 90"] },
        { "b2,A blast,2021-08-03,,,,,NaN,69,exact,,,,\n", ["lat: \"NaN\" is not a number of degrees between -90 and 90"] },
        { "b2,A blast,2021-08-03,,,,,34,,exact,,,,\n", ["lon: lat and lon are given together or not at all"] },
        { "b2,A blast,2021-08-03,,,,,34,69,,,,,\n", ["location_precision: must not be empty; one of exact, settlement, district, province, country"] },
        { "b2,A blast,2021-08-03,,,,,,,,,Group A,,\n", ["attribution_basis: must not be empty; one of claimed, alleged, denied, investigated"] },
        { "b2,A blast,2021-08-03,,,,,,,,,,claimed,\n", ["attributed_to: must not be empty where attribution_basis is given"] },
        { "blast-1,Again,2021-08-03,,,,,,,,,,,\n", ["incident_key: the same key stands on line 2"] },
    };

    [Theory]
    [MemberData(nameof(BadIncidents))]
    public void A_bad_incident_is_listed_with_all_its_reasons_and_the_others_stay(string row, string[] faults)
    {
        SheetReading reading = Sheets.Read(Sheets.Of(
            Sheets.IncidentHeader + Sheets.Incident + row + "blast-3,Another,2021-08-05,,,,,,,,,,,\n",
            Sheets.ClaimHeader + Sheets.Claim));
        Assert.Equal(1, reading.Quarantine.Count);
        Assert.Equal(faults, reading.Faults("incidents.csv", 3));
        Assert.Equal(["blast-1", "blast-3"], reading.Incidents.Select(incident => incident.Key));
        Assert.Single(reading.Claims);
    }

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_named_by_their_place()
    {
        byte[] claims = [.. "\uFEFF"u8, .. Encoding.UTF8.GetBytes(Sheets.ClaimHeader), .. "blast-1,1,2021-08-03,Pa"u8, 0xE9, .. "per,,,killed,exact,1,1,,total,,,\n"u8,
            .. Encoding.UTF8.GetBytes(Sheets.Claim.Replace(",1,", ",2,", StringComparison.Ordinal))];
        SheetReading reading = Sheets.Read(Sheets.Of(Encoding.UTF8.GetBytes(Sheets.IncidentHeader + Sheets.Incident), claims));
        int place = Array.IndexOf(claims, (byte)0xE9);
        Assert.Equal([string.Create(CultureInfo.InvariantCulture, $"publisher: not UTF-8 at byte {place} of the file")], reading.Faults("claims.csv", 2));
        Assert.Single(reading.Claims);
    }

    [Fact]
    public void An_unknown_column_is_reported_and_its_rows_are_read()
    {
        SheetReading reading = Sheets.Read(Sheets.Of(
            Sheets.IncidentHeader + Sheets.Incident,
            "secret," + Sheets.ClaimHeader + "x," + Sheets.Claim));
        Assert.Equal(["secret: the column is not part of the format; its cells are not imported, the rows are"], reading.Faults("claims.csv", 1));
        Assert.Single(reading.Claims);
    }

    [Fact]
    public void A_sheet_that_lacks_columns_is_refused_naming_all_of_them()
    {
        ClaimSheet sheet = Sheets.Of("title,title,note\n", "incident_key,claim_no,published_date,publisher,original_source,harm,count_form,low,high,verbal,victims,url\n");
        var refused = Assert.Throws<ClaimSheetRefused>(() => sheet.Survey(TestContext.Current.CancellationToken));
        Assert.Contains("incidents.csv has the column title twice", refused.Reasons);
        Assert.Contains("incidents.csv lacks the column incident_key", refused.Reasons);
        Assert.Contains("claims.csv lacks the column original_source_kind", refused.Reasons);
        Assert.Contains("claims.csv lacks the column copies_claim", refused.Reasons);
        Assert.DoesNotContain("claims.csv lacks the column note", refused.Reasons);
    }

    [Fact]
    public void A_row_of_hashtags_below_the_header_is_no_claim()
    {
        string tags = string.Join(',', Sheets.ClaimHeader.TrimEnd().Split(',').Select(name => "#" + name)) + "\n";
        SheetReading reading = Sheets.Read(Sheets.Of(Sheets.IncidentHeader + Sheets.Incident, Sheets.ClaimHeader + tags + Sheets.Claim));
        Assert.Equal((1, 1, 0), (reading.Claims.Count, reading.Survey.ClaimRowCount, reading.Quarantine.Count));
    }

    [Fact]
    public void Order_of_columns_line_ends_empty_lines_and_a_missing_note_do_not_matter()
    {
        string header = "low,high," + Sheets.ClaimHeader.Replace(",low,high", "", StringComparison.Ordinal).Replace(",note\n", "\r\n", StringComparison.Ordinal);
        SheetReading reading = Sheets.Read(Sheets.Of(
            Sheets.IncidentHeader + Sheets.Incident,
            header + ",,,,\r\n\r\n8,8,blast-1,1,2021-08-03,\"The \"\"Paper\"\"\",Ministry,government,killed,exact,,total,,https://example.org/1"));
        ClaimRow claim = Assert.Single(reading.Claims);
        Assert.Equal((8, "The \"Paper\"", 4), (claim.Low, claim.Publisher, claim.Line));
        Assert.Equal(0, reading.Quarantine.Count);
    }

    [Fact]
    public void A_note_may_have_several_lines()
    {
        SheetReading reading = Sheets.WithClaims("blast-1,2,2021-08-03,Paper,,,killed,exact,1,1,,total,,,\"first\r\nsecond\"\r\n");
        Assert.Equal("first\nsecond", reading.Claims[1].Note);
        Assert.Equal(0, reading.Quarantine.Count);
    }

    [Fact]
    public void The_report_as_CSV_has_a_line_a_reason_and_no_formulas()
    {
        using var csv = new StringWriter();
        var report = new QuarantineReport(csv);
        report.Add(new QuarantinedRow("claims.csv", 3, "=1+1/2", [new RowFault("low", "is \"odd\", so to say"), new RowFault("@high", "wrong")]));
        Assert.Equal(
            "file,row,key,column,reason\nclaims.csv,3,'=1+1/2,low,\"is \"\"odd\"\", so to say\"\nclaims.csv,3,'=1+1/2,'@high,wrong\n",
            csv.ToString());
    }

    [Fact]
    public void Long_or_strange_cells_are_shortened_and_escaped_in_reasons()
    {
        string cell = new string('9', 100);
        SheetReading reading = Sheets.WithClaims($"blast-1,2,é,Paper,,,killed,at_least,{cell},,,total,,,\n");
        Assert.Equal(
            ["published_date: \"\\u00e9\" is not a day (YYYY-MM-DD)", $"low: {cell[..40]}… is not between 0 and 10,000,000"],
            reading.Faults("claims.csv", 3));
    }
}

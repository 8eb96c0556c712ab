using System.Text;
using Casualties.Gateway.Import;

namespace Import.Tests;

/// <summary>What a sheet gave when it was read without a store behind it.</summary>
internal sealed record SheetReading(
    IReadOnlyList<IncidentRow> Incidents, IReadOnlyList<ClaimRow> Claims, QuarantineReport Quarantine, ClaimSheetSurvey Survey)
{
    public IReadOnlyList<string> Faults(string file, int line) =>
        [.. Quarantine.First.Where(row => row.File == file && row.Line == line).SelectMany(row => row.Faults).Select(fault => $"{fault.Column}: {fault.Reason}")];
}

/// <summary>Small sheets for tests.</summary>
internal static class Sheets
{
    public const string IncidentHeader =
        "incident_key,title,date_start,date_end,country_iso3,admin1,place,lat,lon,location_precision,event_type,attributed_to,attribution_basis,note\n";

    public const string ClaimHeader =
        "incident_key,claim_no,published_date,publisher,original_source,original_source_kind,harm,count_form,low,high,verbal,victims,copies_claim,url,note\n";

    public const string Incident = "blast-1,A blast,2021-08-03,2021-08-04,AFG,Kabul,Kabul city,34.5,69.1,settlement,complex_attack,Group A,claimed,\n";

    public const string Claim = "blast-1,1,2021-08-03,Paper,Ministry,government,killed,exact,8,8,,total,,https://example.org/1,\n";

    public static ClaimSheet Of(string incidents, string claims) => Of(Encoding.UTF8.GetBytes(incidents), Encoding.UTF8.GetBytes(claims));

    public static ClaimSheet Of(byte[] incidents, byte[] claims) => new(() => new MemoryStream(incidents), () => new MemoryStream(claims));

    /// <summary>A good incident and claim, and the given rows after that claim: they begin on line 3.</summary>
    public static SheetReading WithClaims(params string[] rows) => Read(Of(IncidentHeader + Incident, ClaimHeader + Claim + string.Concat(rows)));

    public static SheetReading Read(ClaimSheet sheet, TextWriter? csv = null)
    {
        var quarantine = new QuarantineReport(csv);
        ClaimSheetSurvey survey = sheet.Survey(TestContext.Current.CancellationToken);
        IncidentRow[] incidents = [.. sheet.Incidents(survey, quarantine)];
        HashSet<string> known = [.. incidents.Select(row => row.Key)];
        ClaimRow[] claims = [.. sheet.Claims(survey, known.Contains, quarantine)];
        return new SheetReading(incidents, claims, quarantine, survey);
    }
}

using System.Text;
using Casualties.Counts.V1;
using Casualties.Gateway;
using Casualties.Gateway.Import;
using Casualties.Incidents.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;

namespace Import.Tests;

/// <summary>Imports into a suite that runs, with its services and stores.</summary>
public sealed class ImportTests : IAsyncLifetime
{
    private readonly DirectoryInfo store = Directory.CreateTempSubdirectory("casualties-test-");
    private Suite suite = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        suite = await Suite.StartAsync(new SuiteOptions { DataDirectory = store.FullName, GrpcPort = 0, HttpPort = 0, Quiet = true }, Cancel);

    public async ValueTask DisposeAsync()
    {
        await suite.DisposeAsync();
        store.Delete(recursive: true);
    }

    [Fact]
    public async Task The_sample_is_recorded_and_importing_it_again_adds_nothing()
    {
        ClaimSheet sheet = ClaimSheet.In(Path.Combine(AppContext.BaseDirectory, "Sample", "afghanistan-2020-2021"));
        (ImportResult first, _) = await ImportAsync(sheet);
        Assert.Equal(new ImportTally(43, 43, 0, 0), first.Incidents);
        Assert.Equal(new ImportTally(841, 840, 0, 1), first.Claims);
        Assert.Equal(new ImportTally(481, 481, 0, 0), first.Sources);

        (ImportResult second, QuarantineReport quarantine) = await ImportAsync(sheet);
        Assert.Equal(new ImportTally(43, 0, 43, 0), second.Incidents);
        Assert.Equal(new ImportTally(841, 0, 840, 1), second.Claims);
        Assert.Equal(new ImportTally(481, 0, 481, 0), second.Sources);
        Assert.Equal(first.Revisions, second.Revisions);
        Assert.Equal(1, quarantine.Count);
    }

    [Fact]
    public async Task A_sheet_that_grew_adds_what_is_new_and_what_changed_is_not_overwritten()
    {
        await ImportAsync(Sheets.Of(Sheets.IncidentHeader + Sheets.Incident, Sheets.ClaimHeader + Sheets.Claim));
        string changed = Sheets.Claim.Replace(",8,8,", ",9,9,", StringComparison.Ordinal);
        const string added = "blast-1,2,2021-08-04,Paper,,,injured,at_least,3,,,total,1,,\n";
        (ImportResult result, QuarantineReport quarantine) = await ImportAsync(
            Sheets.Of(Sheets.IncidentHeader + Sheets.Incident, Sheets.ClaimHeader + changed + added));

        Assert.Equal(new ImportTally(2, 1, 0, 1), result.Claims);
        QuarantinedRow row = Assert.Single(quarantine.First);
        Assert.Equal(("claims.csv", 2, "blast-1/1"), (row.File, row.Line, row.Key));
        Assert.Equal("it exists in the store with other content", Assert.Single(row.Faults).Reason);
        Assert.Equal(8, (await ClaimAsync("claims/blast-1-1")).Counts[0].Low);
        Assert.Equal("claims/blast-1-1", (await ClaimAsync("claims/blast-1-2")).Copies);
    }

    [Fact]
    public async Task Claims_may_be_about_incidents_of_the_store_but_not_about_unknown_ones()
    {
        await ImportAsync(Sheets.Of(Sheets.IncidentHeader + Sheets.Incident, Sheets.ClaimHeader));
        const string unknown = "blast-2,1,2021-08-03,Elsewhere,Nobody,witness,killed,exact,8,8,,total,,,\n";
        (ImportResult result, QuarantineReport quarantine) = await ImportAsync(Sheets.Of(Sheets.IncidentHeader, Sheets.ClaimHeader + Sheets.Claim + unknown));

        Assert.Equal(new ImportTally(2, 1, 0, 1), result.Claims);
        Assert.Equal("blast-2/1", Assert.Single(quarantine.First).Key);
        // Sources that only refused claims name are not recorded.
        Assert.Equal(2, result.Sources.Recorded);
        ListSourcesResponse sources = await new SourceService.SourceServiceClient(suite.Invoker).ListSourcesAsync(new ListSourcesRequest(), cancellationToken: Cancel);
        Assert.Equal(["Paper", "Ministry"], sources.Sources.Select(source => source.DisplayName));
    }

    [Fact]
    public async Task A_refused_sheet_stores_nothing()
    {
        ClaimSheet sheet = Sheets.Of(Sheets.IncidentHeader + Sheets.Incident, "incident_key\nblast-1\n");
        await Assert.ThrowsAsync<ClaimSheetRefused>(() => ImportAsync(sheet));
        ListIncidentsResponse incidents = await new IncidentService.IncidentServiceClient(suite.Invoker)
            .ListIncidentsAsync(new ListIncidentsRequest(), cancellationToken: Cancel);
        Assert.Empty(incidents.Incidents);
        Assert.Equal(0, incidents.Revision);
    }

    [Fact]
    public async Task What_a_steward_changed_in_a_source_stays()
    {
        ClaimSheet sheet = Sheets.Of(Sheets.IncidentHeader + Sheets.Incident, Sheets.ClaimHeader + Sheets.Claim);
        await ImportAsync(sheet);
        var sources = new SourceService.SourceServiceClient(suite.Invoker);
        Source ministry = await sources.GetSourceAsync(new GetSourceRequest { Name = "sources/ministry" }, cancellationToken: Cancel);
        ministry.DisplayName = "Ministry of Interior";
        await sources.UpdateSourceAsync(
            new UpdateSourceRequest { Source = ministry, RequestId = "5f0a2a52-8f3a-4f0e-9a55-1f2f1d1f0001" }, cancellationToken: Cancel);

        const string added = "blast-1,2,2021-08-04,Paper,Ministry,government,injured,at_least,3,,,total,,,\n";
        (ImportResult result, QuarantineReport quarantine) = await ImportAsync(
            Sheets.Of(Sheets.IncidentHeader + Sheets.Incident, Sheets.ClaimHeader + "blast-1,3,,Radio,,,killed,exact,1,1,,total,,,\n" + Sheets.Claim + added));
        Assert.Equal(0, quarantine.Count);
        Assert.Equal(new ImportTally(3, 1, 1, 1), result.Sources);
        Assert.Contains("sources/ministry is kept as the store has it", Assert.Single(result.Remarks), StringComparison.Ordinal);
        Assert.Equal("Ministry of Interior", (await sources.GetSourceAsync(new GetSourceRequest { Name = "sources/ministry" }, cancellationToken: Cancel)).DisplayName);
    }

    [Fact]
    public async Task Many_chunks_are_recorded_in_order()
    {
        const int count = 5_000;
        var claims = new StringBuilder(Sheets.ClaimHeader);
        for (int i = 1; i <= count; i++)
            claims.Append(System.Globalization.CultureInfo.InvariantCulture, $"blast-1,{i},2021-08-03,Paper {i % 700},,,killed,exact,{i},{i},,total,,,\n");
        (ImportResult result, _) = await ImportAsync(Sheets.Of(Sheets.IncidentHeader + Sheets.Incident, claims.ToString()));
        Assert.Equal(new ImportTally(count, count, 0, 0), result.Claims);
        Assert.Equal(700, result.Sources.Recorded);
        Assert.Equal(count, result.Revisions.Counts);
        Assert.Equal(4_321, (await ClaimAsync("claims/blast-1-4321")).Revision);
    }

    private async Task<(ImportResult Result, QuarantineReport Quarantine)> ImportAsync(ClaimSheet sheet)
    {
        var quarantine = new QuarantineReport();
        return (await new ClaimSheetImport(suite.Invoker, Audience.Public).RunAsync(sheet, quarantine, progress: null, Cancel), quarantine);
    }

    private async Task<Claim> ClaimAsync(string name) =>
        await new ClaimService.ClaimServiceClient(suite.Invoker).GetClaimAsync(new GetClaimRequest { Name = name }, cancellationToken: Cancel);
}

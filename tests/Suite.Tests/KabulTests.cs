using Casualties.Reports.V1;
using Casualties.Type.V1;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Time.Testing;

namespace Suite.Tests;

/// <summary>Kabul, 3 August 2021, through the public interface: eight articles are mostly one spokesman.</summary>
public sealed class KabulTests(KabulTests.Recorded recorded) : IClassFixture<KabulTests.Recorded>
{
    private readonly IncidentReport report = recorded.Current.Report;

    [Fact]
    public void Two_originators_stand_behind_the_numbers_and_four_behind_the_incident_not_eight()
    {
        Assert.Equal((2, 4), (report.CountOriginatorCount, report.OriginatorCount));
        Assert.Equal(7, report.LiveClaimCount);
        Assert.Equal(8, report.Claims.Count);
    }

    [Fact]
    public void Between_four_and_eight_victims_were_killed_and_it_may_be_more() =>
        Assert.Equal((4, 8, true), Range(report, HarmType.Killed, Kabul.Victims));

    [Fact]
    public void Perpetrators_are_kept_apart_from_victims()
    {
        Assert.Equal((4, 4, false), Range(report, HarmType.Killed, Kabul.Perpetrators));
        Assert.Equal((8, 12, true), Range(report, HarmType.Killed, Kabul.Everyone));
    }

    [Fact]
    public void That_the_dead_were_civilians_is_said_by_a_copy_only_so_no_figure_stands_below() =>
        Assert.Equal((null, 8, true), Range(report, HarmType.Killed, Kabul.Civilians));

    [Fact]
    public void Between_eleven_and_twenty_people_were_injured_and_it_may_be_more() =>
        Assert.Equal((11, 20, true), Range(report, HarmType.Injured, Kabul.Victims));

    [Fact]
    public void Each_claim_says_what_became_of_it()
    {
        Assert.Equal([StatementUse.Superseded, StatementUse.Superseded], Uses("claims/c1"));
        Assert.Equal([StatementUse.Counted, StatementUse.Counted], Uses("claims/c2"));
        Assert.Equal([StatementUse.Counted, StatementUse.Counted, StatementUse.Counted], Uses("claims/c3"));
        Assert.Equal([StatementUse.Copy, StatementUse.Copy], Uses("claims/c4"));
        Assert.Equal([StatementUse.Copy, StatementUse.Copy], Uses("claims/c5"));
        Assert.Empty(Uses("claims/c6"));
        Assert.Equal([StatementUse.NoNumber], Uses("claims/c7"));
        Assert.Equal([StatementUse.Copy, StatementUse.Copy], Uses("claims/c8"));
        Assert.Empty(report.Lacks);
    }

    [Fact]
    public async Task Responsibility_was_open_that_night_and_claimed_by_the_fifth()
    {
        var night = await recorded.Suite.ReportAsync(Kabul.Incident, At(Kabul.Night));
        Assert.Equal(AttributionStatus.Unattributed, night.Attribution.Status);
        Assert.Empty(night.Attribution.Statements);

        var later = await recorded.Suite.ReportAsync(Kabul.Incident, At(Kabul.DayAfter));
        Assert.Equal(AttributionStatus.ClaimedByActor, later.Attribution.Status);
        Assert.Equal("claims/c6", Assert.Single(later.Attribution.Statements).Claim);
    }

    [Fact]
    public async Task That_night_four_victims_were_known_of()
    {
        var night = await recorded.Suite.ReportAsync(Kabul.Incident, At(Kabul.Night));

        Assert.Equal((4, 4, true), Range(night, HarmType.Killed, Kabul.Victims));
        Assert.Equal(["claims/c1", "claims/c2"], night.Claims.Select(part => part.Claim));
    }

    [Fact]
    public async Task A_report_as_of_now_is_the_current_one_byte_for_byte()
    {
        var (body, _) = await recorded.Suite.ReportBytesAsync(Ask(At(Kabul.ThirdDay)));
        Assert.Equal(recorded.Current.Body, body);
    }

    [Fact]
    public async Task Every_report_read_on_the_way_can_be_computed_again_byte_for_byte_from_its_own_revisions()
    {
        foreach (var (then, report) in recorded.OnTheWay)
        {
            var (again, _) = await recorded.Suite.ReportBytesAsync(Ask(new ReportAsOf { Revisions = report.Provenance.Revisions }));
            Assert.Equal(then, again);
        }
    }

    private static GetIncidentReportRequest Ask(ReportAsOf asOf) => new() { Name = $"{Kabul.Incident}/report", AsOf = asOf };

    private static ReportAsOf At(DateTimeOffset time) => new() { Time = Timestamp.FromDateTimeOffset(time) };

    private static (long? Low, long? High, bool Open) Range(IncidentReport report, HarmType harm, VictimGroup victims)
    {
        var bounds = Assert.Single(report.Estimates, estimate => estimate.Harm == harm && estimate.Victims.Equals(victims)).Bounds;
        return (bounds.HasLow ? bounds.Low : null, bounds.HasHigh ? bounds.High : null, bounds.OpenAbove);
    }

    private IEnumerable<StatementUse> Uses(string claim) =>
        Assert.Single(report.Claims, part => part.Claim == claim).Statements.Select(statement => statement.Use);

    /// <summary>A suite in which the incident was recorded as it was reported, with the reports that were read on the way.</summary>
    public sealed class Recorded : SuiteTest, IAsyncLifetime
    {
        public RunningSuite Suite { get; private set; } = null!;

        public List<(byte[] Body, IncidentReport Report)> OnTheWay { get; } = [];

        public (byte[] Body, IncidentReport Report) Current => OnTheWay[^1];

        public async ValueTask InitializeAsync()
        {
            var time = new FakeTimeProvider(Kabul.Evening);
            Suite = await StartAsync(time);
            await Kabul.RecordNightAsync(Suite, time);
            await ReadAsync();
            await Kabul.RecordNextDayAsync(Suite, time);
            await ReadAsync();
            await Kabul.RecordThirdDayAsync(Suite, time);
            await ReadAsync();
        }

        private async Task ReadAsync() =>
            OnTheWay.Add(await Suite.ReportBytesAsync(new GetIncidentReportRequest { Name = $"{Kabul.Incident}/report", MinRevisions = await Suite.NewestAsync() }));
    }
}

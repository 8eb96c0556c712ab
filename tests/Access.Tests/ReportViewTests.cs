using Casualties.Counts.V1;
using Casualties.Hosting;
using Casualties.Incidents.V1;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using static Casualties.Tests.Shared.Some;

namespace Access.Tests;

/// <summary>What the reports of each audience are made of.</summary>
public sealed class ReportViewTests : SuiteTest
{
    private static readonly Caller Public = Callers.Of(Role.Reader, Audience.Public);
    private static readonly Caller Restricted = Callers.Of(Role.Reader, Audience.Restricted);

    [Theory]
    [InlineData(1, 0, true)]
    [InlineData(1, 1, true)]
    [InlineData(1, 2, true)]
    [InlineData(2, 0, false)]
    [InlineData(2, 1, false)]
    [InlineData(3, 2, false)]
    public async Task S2_Sealed_sources_count_and_are_told_as_a_number_or_nothing_is_told_of_who_said_what(int sealedClaims, int openClaims, bool withheld)
    {
        var suite = await StartAsync();
        var open = await suite.CreateAsync(Source("An agency"));
        var incident = await suite.CreateAsync(Incident());
        var seen = new SuiteRevisions();
        for (var i = 0; i < sealedClaims; i++)
        {
            var secret = await suite.CreateAsync(Source($"Clinic {i}").With(source => source.Confidentiality = Confidentiality.Sealed));
            seen.Counts = (await suite.RecordAsync(Claim(incident.Name, secret.Name, secret.Name, Exactly(20 + i)))).Revision;
        }
        for (var i = 0; i < openClaims; i++)
            seen.Counts = (await suite.RecordAsync(Claim(incident.Name, open.Name, "", Exactly(4 + i)))).Revision;
        await suite.ReportAsync(incident.Name, seen);

        var report = await ReportAsync(suite, Public, incident);

        Assert.Equal((sealedClaims, withheld), (report.RestrictedClaimCount, report.BreakdownWithheld));
        Assert.Equal(sealedClaims + openClaims, report.LiveClaimCount);
        Assert.Equal(withheld ? 0 : openClaims, report.Claims.Count);
        Assert.All(report.Claims, part => Assert.Equal(open.Name, part.Publisher));
        // They count: the public's bounds reach what only the sealed source said.
        Assert.Equal(20 + sealedClaims - 1, report.Estimates[0].Bounds.High);
        var explained = await new ReportService.ReportServiceClient(suite.As(Public)).ExplainEstimateAsync(new ExplainEstimateRequest { Name = report.Name, Harm = HarmType.Killed });
        Assert.Empty(explained.Claims);
        Assert.Empty(explained.WithoutSources);
        // Who may see every record sees which, though not who it is.
        var whole = await ReportAsync(suite, Restricted, incident);
        Assert.Equal(sealedClaims + openClaims, whole.Claims.Count);
        Assert.Equal(sealedClaims, whole.Claims.Count(part => part.PublisherDisplayName == "restricted source"));
    }

    [Fact]
    public async Task S2_Who_said_what_is_listed_as_of_the_past_only_while_sealed_sources_say_what_they_said()
    {
        var suite = await StartAsync();
        var incident = await suite.CreateAsync(Incident());
        var open = await suite.CreateAsync(Source("An agency"));
        Casualties.Counts.V1.Claim last = null!;
        foreach (var figure in (int[])[10, 12])
        {
            var secret = await suite.CreateAsync(Source($"Clinic {figure}").With(source => source.Confidentiality = Confidentiality.Sealed));
            last = await suite.RecordAsync(Claim(incident.Name, secret.Name, secret.Name, Exactly(figure)));
        }
        var both = await suite.RecordAsync(Claim(incident.Name, open.Name, open.Name, Exactly(4)));
        await suite.ReportAsync(incident.Name, new SuiteRevisions { Counts = both.Revision });
        var past = new GetIncidentReportRequest { Name = $"{incident.Name}/report", AsOf = new ReportAsOf { Time = both.UpdateTime } };
        var reports = new ReportService.ReportServiceClient(suite.As(Public));
        Assert.Single((await ReportAsync(suite, Public, incident)).Claims);
        Assert.Single((await reports.GetIncidentReportAsync(past)).Claims);

        // Beside what is left, the list of before would tell what the other one says.
        var retracted = await suite.Claims.RetractClaimAsync(new() { Name = last.Name, Etag = last.Etag, Reason = "Wrong.", RequestId = NewRequestId() });
        await suite.ReportAsync(incident.Name, new SuiteRevisions { Counts = retracted.Revision });
        Assert.Empty((await ReportAsync(suite, Public, incident)).Claims);
        var withheld = await reports.GetIncidentReportAsync(past);
        Assert.True(withheld.BreakdownWithheld);
        Assert.Empty(withheld.Claims);
    }

    [Fact]
    public async Task S2_One_sealed_source_that_speaks_twice_is_still_one_and_no_policy_or_past_tells_it_apart()
    {
        var suite = await StartAsync();
        var secret = await suite.CreateAsync(Source("A clinic").With(source => source.Confidentiality = Confidentiality.Sealed));
        var open = await suite.CreateAsync(Source("An agency"));
        var incident = await suite.CreateAsync(Incident());
        var before = await suite.RecordAsync(Claim(incident.Name, open.Name, open.Name, Exactly(4)));
        await suite.RecordAsync(Claim(incident.Name, secret.Name, secret.Name, Exactly(10)));
        var last = await suite.RecordAsync(Claim(incident.Name, secret.Name, secret.Name, Exactly(12)));
        await suite.ReportAsync(incident.Name, new SuiteRevisions { Counts = last.Revision });
        var reports = new ReportService.ReportServiceClient(suite.As(Public));

        Assert.True((await ReportAsync(suite, Public, incident)).BreakdownWithheld);
        var past = await reports.GetIncidentReportAsync(new GetIncidentReportRequest { Name = $"{incident.Name}/report", AsOf = new ReportAsOf { Time = before.UpdateTime } });
        Assert.True(past.BreakdownWithheld);
        Assert.Empty(past.Claims);
        var compared = await reports.ComparePoliciesAsync(new ComparePoliciesRequest { Name = $"{incident.Name}/report" });
        Assert.All(compared.Policies, policy => Assert.Equal(policy.Policy.GradedOnly || policy.Policy.MinOriginators > 0 || policy.Policy.MinSourceTypes > 0, policy.Estimates.Count == 0));
        Assert.Empty((await reports.GetIncidentReportAsync(new GetIncidentReportRequest { Name = $"{incident.Name}/report", Policy = "graded-only" })).Estimates);
    }

    [Fact]
    public async Task S3_Two_partners_cannot_join_their_pseudonyms_nor_the_claims_behind_them()
    {
        var suite = await StartAsync();
        var source = await suite.CreateAsync(Source("A monitor").With(one => one.Confidentiality = Confidentiality.Pseudonymous));
        var incidents = new[] { await suite.CreateAsync(Incident("One")), await suite.CreateAsync(Incident("Two")) };
        foreach (var incident in incidents)
            await suite.ReportAsync(incident.Name, new SuiteRevisions { Counts = (await suite.RecordAsync(Claim(incident.Name, source.Name, source.Name))).Revision });
        Caller[] viewers = [Public, Callers.Of(Role.Reader, Audience.Partner, "red"), Callers.Of(Role.Reader, Audience.Partner, "blue"), Callers.Of(Role.Reader, Audience.Partner)];

        var told = new List<(string Publisher, string Claim)>();
        foreach (var viewer in viewers)
        {
            var parts = new List<ClaimPart>();
            foreach (var incident in incidents)
                parts.Add(Assert.Single((await ReportAsync(suite, viewer, incident)).Claims));
            // To one viewer it is one source, told apart from others, and the same again when asked again.
            Assert.Equal(parts[0].Publisher, parts[1].Publisher);
            Assert.StartsWith("sources/p-", parts[0].Publisher, StringComparison.Ordinal);
            Assert.Equal(parts[0].Publisher, Assert.Single((await ReportAsync(suite, viewer, incidents[0])).Claims).Publisher);
            Assert.All(parts, part => Assert.Equal(0, part.Revision));
            told.AddRange(parts.Select(part => (part.Publisher, part.Claim)));
        }

        Assert.Equal(viewers.Length, told.Select(one => one.Publisher).Distinct().Count());
        Assert.Equal(told.Count, told.Select(one => one.Claim).Distinct().Count());
        Assert.DoesNotContain(told, one => one.Publisher == source.Name);
    }

    [Fact]
    public async Task A_name_that_can_be_guessed_has_no_pseudonym()
    {
        var suite = await StartAsync();
        var source = await suite.CreateAsync(Source("A hospital"), "the-hospital");
        await suite.Sources.RestrictSourceAsync(new RestrictSourceRequest
        {
            Name = source.Name, Etag = source.Etag, Confidentiality = Confidentiality.Pseudonymous, Reason = "It was threatened.", RequestId = NewRequestId(),
        });
        var incident = await suite.CreateAsync(Incident());
        await suite.ReportAsync(incident.Name, new SuiteRevisions { Counts = (await suite.RecordAsync(Claim(incident.Name, source.Name, source.Name))).Revision });

        var report = await ReportAsync(suite, Public, incident);

        Assert.Equal((1, true), (report.RestrictedClaimCount, report.BreakdownWithheld));
    }

    [Fact]
    public async Task S9_Young_incidents_are_told_coarsely_always_alike_and_old_ones_as_they_are_recorded()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2021, 8, 10, 12, 0, 0, TimeSpan.Zero)) { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };
        var suite = await StartAsync(clock, args: ["--Disclosure:PublicPlacePrecision=Settlement", "--Disclosure:PublicPlaceEmbargoDays=30"]);
        var recorded = await suite.CreateAsync(Incident().With(incident =>
        {
            incident.Place.Name = "The clinic by the river";
            incident.Place.Precision = LocationPrecision.ExactCoordinate;
            (incident.Place.Location.Latitude, incident.Place.Location.Longitude) = (34.53219, 69.17654);
        }));
        await suite.ReportAsync(recorded.Name, new SuiteRevisions { Incidents = recorded.Revision });

        var places = new List<Place>();
        for (var i = 0; i < 3; i++)
        {
            places.Add((await new IncidentService.IncidentServiceClient(suite.As(Public)).GetIncidentAsync(new GetIncidentRequest { Name = recorded.Name })).Place);
            places.Add((await ReportAsync(suite, Public, recorded)).Place);
        }

        Assert.All(places, place =>
        {
            Assert.Equal("", place.Name);
            Assert.Equal((34.55, 69.15), (place.Location.Latitude, place.Location.Longitude));
            Assert.Equal((LocationPrecision.Settlement, 8_000), (place.Precision, place.UncertaintyRadiusM));
            Assert.Equal(("AFG", "Kabul"), (place.Country, place.Admin1));
        });
        Assert.Equal(recorded.Place, (await suite.Incidents.GetIncidentAsync(new GetIncidentRequest { Name = recorded.Name })).Place);
        // A month later, without any change of the record.
        clock.Advance(TimeSpan.FromDays(40));
        await suite.RestartAsync();
        Assert.Equal(recorded.Place, (await new IncidentService.IncidentServiceClient(suite.As(Public)).GetIncidentAsync(new GetIncidentRequest { Name = recorded.Name })).Place);
        Assert.Equal(recorded.Place, (await ReportAsync(suite, Public, recorded)).Place);
    }

    [Fact]
    public async Task S13_What_was_read_by_one_audience_is_never_served_to_another()
    {
        var suite = await StartAsync();
        var incident = await suite.CreateAsync(Incident().With(one => one.Visibility = Audience.Restricted));
        await suite.ReportAsync(incident.Name, new SuiteRevisions { Incidents = incident.Revision });

        Assert.Equal(incident.Title, (await ReportAsync(suite, Restricted, incident)).Title);
        var refusal = await Refusal.OfAsync(() => ReportAsync(suite, Public, incident));

        Assert.Equal((StatusCode.NotFound, "RECORD_NOT_FOUND"), (refusal.Code, refusal.Reason));
    }

    [Fact]
    public async Task Hidden_records_are_hidden_as_of_the_past_and_watchers_are_told_that_the_report_is_gone()
    {
        var suite = await StartAsync();
        var source = await suite.CreateAsync(Source("An agency"));
        var incident = await suite.CreateAsync(Incident());
        var claim = await suite.RecordAsync(Claim(incident.Name, source.Name, source.Name));
        await suite.ReportAsync(incident.Name, new SuiteRevisions { Counts = claim.Revision });
        var reports = new ReportService.ReportServiceClient(suite.As(Public));
        using var watch = reports.WatchIncidentReports(new WatchIncidentReportsRequest());
        Assert.True(await watch.ResponseStream.MoveNext(default));
        var asOf = new ReportAsOf { Time = claim.UpdateTime };
        Assert.Single((await reports.GetIncidentReportAsync(new GetIncidentReportRequest { Name = $"{incident.Name}/report", AsOf = asOf })).Claims);

        await suite.Incidents.RestrictIncidentAsync(
            new RestrictIncidentRequest { Name = incident.Name, Etag = incident.Etag, Visibility = Audience.Restricted, Reason = "Someone is in danger.", RequestId = NewRequestId() });

        while (watch.ResponseStream.Current.Removed.Count == 0)
            Assert.True(await watch.ResponseStream.MoveNext(default));
        Assert.Equal([$"{incident.Name}/report"], watch.ResponseStream.Current.Removed);
        var incidents = new IncidentService.IncidentServiceClient(suite.As(Public));
        foreach (var refusal in new[]
        {
            await Refusal.OfAsync(async () => await reports.GetIncidentReportAsync(new GetIncidentReportRequest { Name = $"{incident.Name}/report", AsOf = asOf })),
            await Refusal.OfAsync(async () => await incidents.GetIncidentAsync(new GetIncidentRequest { Name = incident.Name, AsOf = new AsOf { Time = claim.UpdateTime } })),
        })
            Assert.Equal((StatusCode.NotFound, "RECORD_NOT_FOUND"), (refusal.Code, refusal.Reason));
        Assert.Empty((await incidents.ListIncidentsAsync(new ListIncidentsRequest { AsOf = new AsOf { Time = claim.UpdateTime } })).Incidents);
        // Who comes new is not told what was withdrawn before.
        using var newcomer = reports.WatchIncidentReports(new WatchIncidentReportsRequest());
        Assert.True(await newcomer.ResponseStream.MoveNext(default));
        Assert.Empty(newcomer.ResponseStream.Current.Removed);
    }

    private static async Task<IncidentReport> ReportAsync(RunningSuite suite, Caller caller, Incident incident) =>
        await new ReportService.ReportServiceClient(suite.As(caller)).GetIncidentReportAsync(new GetIncidentReportRequest { Name = $"{incident.Name}/report" });
}

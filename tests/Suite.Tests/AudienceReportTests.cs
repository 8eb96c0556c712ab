using Casualties.Counts.V1;
using Casualties.Hosting;
using Casualties.Incidents.V1;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Google.Protobuf.WellKnownTypes;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary>
/// The ready reports of all audiences are made together: many incidents at a time, on several threads, and with one estimate where views do not differ in
/// what is estimated. As of the past each is made alone, of the view of one audience.
/// </summary>
public sealed class AudienceReportTests : SuiteTest
{
    // More than are made at a time.
    private const int Incidents = 150;

    // Who speaks of an incident besides the agency. Of the last one there is no record.
    private static readonly string[] Others = ["open", "partners", "restricted", "pseudonymous", "sealed", "missing"];

    [Fact]
    public async Task Ready_reports_are_byte_for_byte_what_is_made_of_each_view_alone()
    {
        var suite = await StartAsync(args: "--Limits:CallsPerSecond=0");
        var agency = await RecordAsync(suite);

        // One change that concerns every incident, then another one.
        agency = await suite.Sources.UpdateSourceAsync(new UpdateSourceRequest
        {
            Source = new Source { Name = agency.Name, Etag = agency.Etag, Type = SourceType.OfficialState }, RequestId = NewRequestId(),
        });
        await AssertSameAsync(suite, agency.UpdateTime);
        var learned = await suite.CreateAsync(Calibration().With(one => one.Sources.Add(TrackRecord(agency.Name))));
        await AssertSameAsync(suite, learned.UpdateTime);
    }

    private static async Task AssertSameAsync(RunningSuite suite, Timestamp now)
    {
        await suite.ReportAsync(NameOf(0), await suite.NewestAsync());
        foreach (var audience in (Audience[])[Audience.Public, Audience.Partner, Audience.Restricted])
        {
            var calls = suite.As(new Caller($"reader-{audience}", RoleSet.Of(Role.Reader), audience, ""));
            for (var number = 0; number < Incidents; number++)
            {
                var request = new GetIncidentReportRequest { Name = $"{NameOf(number)}/report" };
                var ready = await calls.ReportBytesAsync(request);
                var alone = await calls.ReportBytesAsync(request.With(one => one.AsOf = new ReportAsOf { Time = now }));
                Assert.Equal(alone.Report.With(one => one.Freshness = null), ready.Report.With(one => one.Freshness = null));
                Assert.Equal(alone.Body, ready.Body);
            }
        }
    }

    private static string NameOf(int number) => $"incidents/a-{number}";

    private static async Task<Source> RecordAsync(RunningSuite suite)
    {
        await suite.CreateAsync(Source("An outlet"), "open");
        await suite.CreateAsync(Source("A partner's monitor").With(source => source.Visibility = Audience.Partner), "partners");
        await suite.CreateAsync(Source("A monitor").With(source => source.Visibility = Audience.Restricted), "restricted");
        var names = Others.ToDictionary(other => other, other => $"sources/{other}");
        names["pseudonymous"] = (await suite.CreateAsync(Source("A witness").With(source => source.Confidentiality = Confidentiality.Pseudonymous))).Name;
        names["sealed"] = (await suite.CreateAsync(Source("A clinic").With(source => source.Confidentiality = Confidentiality.Sealed))).Name;
        var agency = await suite.CreateAsync(Source("An agency").With(source => source.Type = SourceType.NewsAgency), "agency");
        for (var number = 0; number < Incidents; number++)
        {
            var incident = await suite.CreateAsync(Incident($"Number {number}"), NameOf(number)["incidents/".Length..]);
            if (number % 10 == 9)
                await suite.Incidents.RetractIncidentAsync(new RetractIncidentRequest { Name = incident.Name, Etag = incident.Etag, Reason = "Did not happen.", RequestId = NewRequestId() });
        }
        var chunk = new ImportClaimsRequest { RequestId = NewRequestId() };
        chunk.Entries.Add(Enumerable.Range(0, Incidents).SelectMany(number => Claims(number, names[Others[number % Others.Length]])));
        Assert.Equal(chunk.Entries.Count, Assert.Single(await suite.ImportAsync(chunk)).RecordedCount);
        return agency;
    }

    // Claims in which views may differ: by words, by who may know of them, by names, and by an order that revisions have and times have not.
    private static IEnumerable<ClaimEntry> Claims(int number, string other)
    {
        yield return Entry("c", Claim(NameOf(number), "sources/agency", "sources/agency", Exactly(number % 40).With(count => count.Words = $"{number % 40} people")));
        yield return Entry("b", Claim(NameOf(number), other, "sources/agency", AtLeast(3 + (number % 7)), Between(1, 9, HarmType.Injured)));
        if (number % 2 == 0)
            yield return Entry("a", Claim(NameOf(number), "sources/agency", "", Exactly(number % 50)).With(claim => claim.PublishedDate = Day(2021, 8, 4 + (number % 3))));
        if (number % 4 == 0)
            yield return Entry("d", Claim(NameOf(number), "sources/open", "", InWords(number % 8 == 0 ? "dozens" : "a crowd")).With(claim => claim.Copies = number % 3 == 0 ? $"claims/{number}-b" : ""));
        if (number % 3 == 0)
            yield return Entry("e", Claim(NameOf(number), "sources/open", "sources/open", Exactly(number)).With(claim => claim.Visibility = number % 2 == 0 ? Audience.Partner : Audience.Restricted));
        if (number % 5 == 0)
        {
            yield return Entry("f", Claim(NameOf(number), "sources/open", "sources/agency", Exactly(2)).With(claim =>
                claim.Attributions.Add(new Attribution { Actor = "A group", Status = AttributionStatus.AllegedBySource })));
        }

        ClaimEntry Entry(string letter, Claim claim) => new() { ClaimId = $"{number}-{letter}", Claim = claim };
    }

    private static CountStatement InWords(string words) => new() { Harm = HarmType.Killed, Form = CountForm.Words, Words = words };
}

using Casualties.Counts.V1;
using Casualties.Hosting;
using Casualties.Incidents.V1;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using CsCheck;
using Google.Protobuf;
using Google.Type;

namespace Hosting.Tests;

public sealed class FieldRulesTests
{
    private const int MaxDepthOfReports = 8;

    // Each spoils one field of a valid claim, and says where.
    private static readonly (string Path, Action<Claim> Spoil)[] Faults =
    [
        ("incident", claim => claim.Incident = ""),
        ("incident", claim => claim.Incident = "incidents/Kabul"),
        ("incident", claim => claim.Incident = "incidents/-a"),
        ("incident", claim => claim.Incident = "incidents/a/report"),
        ("incident", claim => claim.Incident = $"incidents/{new string('a', 81)}"),
        ("publisher", claim => claim.Publisher = "incidents/a"),
        ("publisher", claim => claim.Publisher = "sources/"),
        ("originator", claim => claim.Originator = "sources/a/b"),
        ("copies", claim => claim.Copies = "claim/a"),
        ("kind", claim => claim.Kind = (ClaimKind)77),
        ("counts", claim => claim.Counts.Add(Enumerable.Repeat(claim.Counts[0], 51 - claim.Counts.Count))),
        ("counts[0].harm", claim => claim.Counts[0].Harm = HarmType.Unspecified),
        ("counts[0].form", claim => claim.Counts[0].Form = (CountForm)(-1)),
        ("counts[0].low", claim => claim.Counts[0].Low = -1),
        ("counts[0].high", claim => claim.Counts[0].High = 10_000_001),
        ("counts[0].words", claim => claim.Counts[0].Words = new string('ж', 251)),
        ("counts[0].victims.sex", claim => claim.Counts[0].Victims.Sex = (Sex)5),
        ("attributions[0].actor", claim => claim.Attributions[0].Actor = ""),
        ("attributions[0].status", claim => claim.Attributions[0].Status = AttributionStatus.Unspecified),
        ("verbatim_quote", claim => claim.VerbatimQuote = new string('a', 2001)),
        ("verbatim_quote", claim => claim.VerbatimQuote += "\r"),
        ("verbatim_quote", claim => claim.VerbatimQuote += "\u0000"),
        ("verbatim_quote", claim => claim.VerbatimQuote = "\u202E" + claim.VerbatimQuote),
        ("verbatim_quote", claim => claim.VerbatimQuote += "\u2066"),
        ("verbatim_quote", claim => claim.VerbatimQuote += "\uD83D"),
        ("verbatim_quote", claim => claim.VerbatimQuote += "\uDE00 "),
        ("verbatim_language", claim => claim.VerbatimLanguage = "pashto language"),
        ("verbatim_language", claim => claim.VerbatimLanguage = "f"),
        ("verbatim_language", claim => claim.VerbatimLanguage = "en-"),
        ("published_date", claim => claim.PublishedDate = new Date { Year = 2021, Month = 2, Day = 29 }),
        ("published_date", claim => claim.PublishedDate = new Date { Year = 2021, Day = 3 }),
        ("published_date", claim => claim.PublishedDate = new Date { Year = 2021, Month = 13 }),
        ("published_date", claim => claim.PublishedDate = new Date()),
        ("published_date", claim => claim.PublishedDate = new Date { Year = 10_000 }),
        ("published_time", claim => claim.PublishedTime.Seconds = 253_402_300_800),
        ("published_time", claim => claim.PublishedTime.Nanos = -1),
        ("url", claim => claim.Url = "ftp://example.org"),
        ("url", claim => claim.Url = "https://"),
        ("url", claim => claim.Url = "https:///path"),
        ("url", claim => claim.Url = "https://example.org/a b"),
        ("url", claim => claim.Url = "https://user@example.org/"),
        ("url", claim => claim.Url = "https://example.org:port/"),
        ("url", claim => claim.Url = "javascript:alert(1)"),
        ("url", claim => claim.Url = $"https://example.org/{new string('a', 2000)}"),
        ("note", claim => claim.Note = new string('a', 1001)),
        ("etag", claim => claim.Etag = new string('1', 65)),
    ];

    [Fact]
    public void A_valid_record_has_no_violations()
    {
        Generated.Claim.Sample(claim => Assert.Equal([], ViolationsOf(claim)));
        Generated.Incident.Sample(incident => Assert.Equal([], ViolationsOf(incident)));
    }

    [Fact]
    public void One_fault_is_one_violation_at_its_path() =>
        Gen.Select(Generated.Claim, Gen.Int[0, Faults.Length - 1], Gen.OneOf("", "claim", "entries[12].claim")).Sample((claim, at, prefix) =>
        {
            Faults[at].Spoil(claim);
            Assert.Equal([prefix.Length == 0 ? Faults[at].Path : $"{prefix}.{Faults[at].Path}"], ViolationsOf(claim, prefix));
        });

    [Fact]
    public void Every_single_fault_is_found() =>
        Assert.All(Faults, fault =>
        {
            var claim = Generated.Claim.Single();
            fault.Spoil(claim);
            Assert.Equal([fault.Path], ViolationsOf(claim));
        });

    [Fact]
    public void All_violations_are_listed_at_once()
    {
        var request = new BatchRecordClaimsRequest { RequestId = "0198c0de-7000-7000-8000-000000000000", Entries = { new ClaimEntry(), Entry(), Entry() } };
        request.Entries[1].Claim.Counts.Add(new CountStatement { Low = -1 });
        request.Entries[2].ClaimId = "-";

        Assert.Equal(
            ["entries[0].claim", "entries[1].claim.counts[1].harm", "entries[1].claim.counts[1].form", "entries[1].claim.counts[1].low", "entries[2].claim_id", "request_id"],
            ViolationsOf(request));
        Assert.Equal(["entries", "request_id"], ViolationsOf(new BatchRecordClaimsRequest()));

        static ClaimEntry Entry() => new()
        {
            Claim = new Claim
            {
                Incident = "incidents/a",
                Publisher = "sources/a",
                Counts = { new CountStatement { Harm = HarmType.Killed, Form = CountForm.Unknown } },
            },
        };
    }

    [Fact]
    public void Each_number_of_a_list_has_its_limits_and_a_number_that_is_required_may_be_zero()
    {
        var row = new TrackRecord
        {
            Source = "sources/a", Relation = SourceRelation.Neutral, FabricatedShare = 0, DenialShare = 0, CopiedShare = 0, Spread = 1, Bias = 0, BiasVariance = 1,
        };
        Assert.Equal([], ViolationsOf(row));
        row.ClearBias();
        Assert.Equal(["bias"], ViolationsOf(row));

        var calibration = new Calibration
        {
            FittedFrom = new SuiteRevisions(), EstimatorVersion = 1, Recalibration = { 0, -.01, .5, 1.01, double.NaN, 1 }, Sources = { row },
        };
        Assert.Equal(["sources[0].bias", "recalibration[1]", "recalibration[3]", "recalibration[4]"], ViolationsOf(calibration));
        calibration.Recalibration.Add(Enumerable.Repeat(.5, 20));
        Assert.Contains("recalibration", ViolationsOf(calibration));
    }

    [Fact]
    public void The_list_is_bounded_and_says_how_many_are_left_out()
    {
        var request = new BatchRecordClaimsRequest { Entries = { Enumerable.Repeat(new ClaimEntry(), 1001) } };
        var violations = new Violations();

        FieldRules.Check(request, violations);
        var found = violations.Found!;

        Assert.Equal(Limits.MaxViolations, found.Violations.Count);
        Assert.Equal(1003, found.Violations.Count + found.Omitted);
        Assert.Contains("and 1002 more violations. Only the first 100 are listed.", found.Message, StringComparison.Ordinal);
        Assert.InRange(StatusErrors.ToStatus(found).CalculateSize(), 1, 8 * 1024 * 3 / 4);
    }

    [Fact]
    public void An_update_demands_the_name_and_nothing_else_of_its_resource()
    {
        var request = new UpdateIncidentRequest
        {
            Incident = new Incident { Attributions = { new Attribution() }, Place = new Place { Country = "afg" } },
            RequestId = Expect.RequestId,
        };

        Assert.Equal(["incident.name", "incident.place.country"], ViolationsOf(request));
        request.Incident.Name = "incidents/A";
        request.Incident.Place = null;
        Assert.Equal(["incident.name"], ViolationsOf(request));
        request.Incident.Name = "incidents/a";
        Assert.Equal([], ViolationsOf(request));
        Assert.Equal(["incident.title", "incident.event_time", "incident.attributions[0].actor", "incident.attributions[0].status"], ViolationsOf(request.Incident, "incident"));
    }

    [Fact]
    public void What_the_server_sets_is_not_checked()
    {
        var claim = Generated.Claim.Single();
        claim.Name = "anything";
        claim.Supersedes = "anything";
        claim.State = (ClaimState)99;
        claim.CreateTime = new() { Nanos = -1 };

        Assert.Equal([], ViolationsOf(claim));
    }

    [Theory]
    [InlineData("incidents/a/report", true)]
    [InlineData("incidents/a", false)]
    [InlineData("incidents/a/reports", false)]
    [InlineData("incidents/a/report/", false)]
    public void A_report_is_named_after_its_incident(string name, bool valid) =>
        Assert.Equal(valid ? [] : ["name"], ViolationsOf(new GetIncidentReportRequest { Name = name }));

    [Fact]
    public void Items_of_lists_are_checked_one_by_one()
    {
        Assert.Equal(["names[1]", "names[2]"], ViolationsOf(new BatchGetIncidentsRequest { Names = { "incidents/a", "", "incidents/B" } }));
        Assert.Equal(
            ["languages[1]", "languages[2]"],
            ViolationsOf(new Source { DisplayName = "A", Type = SourceType.Media, Languages = { "en", "e", new string('a', 36) } }));
        Assert.Equal(
            ["group_by", "group_by[1]", "group_by[3]"],
            ViolationsOf(new AggregateQuery { GroupBy = { Dimension.Month, (Dimension)77, Dimension.Sex, Dimension.Unspecified } }));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-0.5)]
    [InlineData(20_000_001)]
    public void A_radius_must_be_a_number_within_its_limits(double radius) =>
        Assert.Equal(["uncertainty_radius_m"], ViolationsOf(new Place { UncertaintyRadiusM = radius }));

    [Theory]
    [InlineData(90.1, 0)]
    [InlineData(0, -180.1)]
    [InlineData(double.NaN, 0)]
    public void A_point_must_be_on_the_earth(double latitude, double longitude) =>
        Assert.Equal(["location"], ViolationsOf(new Place { Location = new LatLng { Latitude = latitude, Longitude = longitude } }));

    [Fact]
    public void An_address_that_is_accepted_is_one_for_uri_too() =>
        Gen.Char["htps:/.-_@[]%?#& \\é{}a0"].Array[0, 20].Select(chars => "http://" + new string(chars)).Sample(url =>
        {
            if (ViolationsOf(new Source { DisplayName = "A", Type = SourceType.Media, Url = url }).Length == 0)
                Assert.True(Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Host.Length > 0 && uri.UserInfo.Length == 0, url);
        });

    [Fact]
    public void Every_request_of_the_contracts_has_rules()
    {
        var requests = typeof(Incident).Assembly.GetTypes()
            .Where(type => type.Name.EndsWith("Request", StringComparison.Ordinal) && type.IsAssignableTo(typeof(IMessage)))
            .Select(type => (IMessage)Activator.CreateInstance(type)!)
            .ToArray();

        Assert.True(requests.Length > 30);
        foreach (var request in requests)
            Assert.NotNull(Filled(request, MaxDepthOfReports).Descriptor);

        // Fills every message of a request, so that the rules of all of them are compiled.
        static IMessage Filled(IMessage message, int depth)
        {
            foreach (var field in message.Descriptor.Fields.InDeclarationOrder().Where(field => field.FieldType == Google.Protobuf.Reflection.FieldType.Message && depth > 0))
            {
                var child = Filled((IMessage)Activator.CreateInstance(field.MessageType.ClrType)!, depth - 1);
                if (field.IsRepeated)
                    ((System.Collections.IList)field.Accessor.GetValue(message)).Add(child);
                else
                    field.Accessor.SetValue(message, child);
            }
            FieldRules.Check(message, new Violations());
            return message;
        }
    }

    [Fact]
    public void Checking_a_valid_record_allocates_nothing()
    {
        const int checks = 10_000;
        const int noiseBytes = 4_096;
        var claim = Generated.Claim.Where(one => one.Counts.Count == 5 && one.Url.Length > 0 && one.VerbatimLanguage.Length > 0 && one.Originator.Length > 0).Single();
        var violations = new Violations();
        FieldRules.Check(claim, violations);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < checks; i++)
            FieldRules.Check(claim, violations, "claim");
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.False(violations.Any);
        Assert.InRange(allocated, 0, noiseBytes);
    }

    private static string[] ViolationsOf(IMessage message, string path = "")
    {
        var violations = new Violations();
        FieldRules.Check(message, violations, path);
        return [.. (violations.Found?.Violations ?? []).Select(violation => violation.Field)];
    }
}

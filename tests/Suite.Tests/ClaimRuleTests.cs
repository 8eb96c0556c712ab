using Casualties.Counts.V1;
using Casualties.Type.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary>What a claim must be like.</summary>
public sealed class ClaimRuleTests(SharedSuite shared) : IClassFixture<SharedSuite>
{
    private readonly RunningSuite suite = shared.Suite;

    public static TheoryData<CountForm, bool, bool> Forms => new()
    {
        { CountForm.Exact, true, true },
        { CountForm.About, true, true },
        { CountForm.Range, true, true },
        { CountForm.AtLeast, true, false },
        { CountForm.MoreThan, true, false },
        { CountForm.AtMost, false, true },
        { CountForm.Words, false, false },
        { CountForm.Unknown, false, false },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_form_has_the_numbers_that_belong_to_it_and_no_others(CountForm form, bool low, bool high)
    {
        foreach (var (hasLow, hasHigh) in new[] { (false, false), (false, true), (true, false), (true, true) })
        {
            var count = new CountStatement { Harm = HarmType.Killed, Form = form, Words = form == CountForm.Words ? "dozens" : "" };
            if (hasLow)
                count.Low = 0;
            if (hasHigh)
                count.High = 0;
            var wrong = new List<string>();
            if (hasLow != low)
                wrong.Add("claim.counts[0].low");
            if (hasHigh != high)
                wrong.Add("claim.counts[0].high");

            var call = suite.Claims.RecordClaimAsync(new RecordClaimRequest { Claim = Claim("incidents/a", counts: count), RequestId = NewRequestId() });
            if (wrong.Count > 0)
                Assert.Equal(wrong, (await Refusal.OfAsync(call)).Fields);
            else
                Assert.Equal(count, Assert.Single((await call).Counts));
        }
    }

    [Fact]
    public async Task Numbers_of_a_form_must_agree()
    {
        Assert.Equal(["claim.counts[0].high"], await WrongAsync(Claim("incidents/a", counts: Between(9, 8))));
        Assert.Equal(["claim.counts[0].high"], await WrongAsync(Claim("incidents/a", counts: Exactly(9).With(one => one.High = 8))));
        Assert.Equal(
            ["claim.counts[0].high"], await WrongAsync(Claim("incidents/a", counts: Exactly(9).With(one => (one.Form, one.High) = (CountForm.About, 10)))));
        Assert.Equal(
            ["claim.counts[0].words"], await WrongAsync(Claim("incidents/a", counts: new CountStatement { Harm = HarmType.Killed, Form = CountForm.Words })));
    }

    [Fact]
    public async Task A_stated_zero_an_unknown_number_and_no_statement_stay_three_things()
    {
        var unknown = new CountStatement { Harm = HarmType.Injured, Form = CountForm.Unknown };
        var recorded = await suite.RecordAsync(Claim("incidents/a", counts: [Exactly(0), unknown]));
        var read = await suite.Claims.GetClaimAsync(new GetClaimRequest { Name = recorded.Name });

        Assert.Equal((true, 0, true, 0), (read.Counts[0].HasLow, read.Counts[0].Low, read.Counts[0].HasHigh, read.Counts[0].High));
        Assert.Equal((false, false), (read.Counts[1].HasLow, read.Counts[1].HasHigh));
        Assert.DoesNotContain(HarmType.Missing, read.Counts.Select(count => count.Harm));
    }

    [Fact]
    public async Task A_number_that_no_incident_can_have_is_refused_with_the_limit()
    {
        var refusal = await Refusal.OfAsync(suite.Claims.RecordClaimAsync(
            new RecordClaimRequest { Claim = Claim("incidents/a", counts: Exactly(180_000_000)), RequestId = NewRequestId() }));

        Assert.Equal((StatusCode.InvalidArgument, "INVALID_FIELD"), (refusal.Code, refusal.Reason));
        Assert.Equal([("claim.counts[0].low", "is more than 10000000"), ("claim.counts[0].high", "is more than 10000000")], refusal.Violations);
        Assert.Equal("claim.counts[0].low is more than 10000000, and 1 more violation.", refusal.Message);
    }

    [Fact]
    public async Task A_claim_says_something_of_numbers_or_of_responsibility()
    {
        Assert.Equal(["claim.counts"], await WrongAsync(new Claim { Incident = "incidents/a", Publisher = "sources/a" }));
        await suite.RecordAsync(new Claim
        {
            Incident = "incidents/a",
            Publisher = "sources/a",
            Attributions = { new Attribution { Actor = "An actor", Status = AttributionStatus.DeniedByActor } },
        });
    }

    [Fact]
    public async Task The_instant_of_publication_lies_on_its_day()
    {
        var evening = Timestamp.FromDateTimeOffset(new(2021, 8, 3, 23, 59, 59, TimeSpan.Zero));
        var next = Timestamp.FromDateTimeOffset(new(2021, 8, 4, 0, 0, 0, TimeSpan.Zero));

        await suite.RecordAsync(Claim("incidents/a").With(one => one.PublishedTime = evening));
        Assert.Equal(["claim.published_time"], await WrongAsync(Claim("incidents/a").With(one => one.PublishedTime = next)));
        Assert.Equal(
            ["claim.published_date"], await WrongAsync(Claim("incidents/a").With(one => (one.PublishedDate, one.PublishedTime) = (null, evening))));
    }

    [Fact]
    public async Task A_copy_repeats_a_claim_about_the_same_incident()
    {
        var (here, elsewhere) = (shared.NextIncident(), shared.NextIncident());
        var original = await suite.RecordAsync(Claim(elsewhere));
        var old = await suite.RecordAsync(Claim(here));
        var copy = Claim(here).With(one => one.Copies = original.Name);

        Assert.Equal(["claim.copies"], await WrongAsync(copy));
        Assert.Equal(["claim.copies"], (await Refusal.OfAsync(suite.Claims.SupersedeClaimAsync(
            new SupersedeClaimRequest { Name = old.Name, Etag = old.Etag, Claim = copy, RequestId = NewRequestId() }))).Fields);
        var batch = new BatchRecordClaimsRequest { Entries = { Entry(copy), Entry(Claim(here)), Entry(copy) }, RequestId = NewRequestId() };
        Assert.Equal(["entries[0].claim.copies", "entries[2].claim.copies"], (await Refusal.OfAsync(suite.Claims.BatchRecordClaimsAsync(batch))).Fields);
        Assert.Equal([old], await shared.ClaimsAsync(here));

        await suite.RecordAsync(Claim(elsewhere).With(one => one.Copies = original.Name));
        var itself = await Refusal.OfAsync(() => suite.RecordAsync(Claim(here).With(one => one.Copies = "claims/itself"), "itself"));
        Assert.Equal(["claim.copies"], itself.Fields);
    }

    [Fact]
    public async Task What_is_wrong_with_single_fields_and_what_is_wrong_between_them_is_said_at_once() =>
        Assert.Equal(
            ["claim.counts[0].high", "claim.incident", "claim.published_date"],
            (await WrongAsync(Claim("", counts: Between(9, 8)).With(one => one.PublishedDate = Day(2021, 2, 30)))).Order());

    [Fact]
    public async Task Of_a_batch_nothing_is_recorded_if_one_claim_is_wrong_and_all_that_is_wrong_is_said()
    {
        var incident = shared.NextIncident();
        var taken = await suite.RecordAsync(Claim(incident));
        var batch = new BatchRecordClaimsRequest
        {
            Entries = { Entry(Claim(incident)), Entry(Claim(incident, counts: Between(9, 8))), Entry(Claim(incident, counts: [Exactly(1), AtLeast(2).With(one => one.High = 3)])) },
            RequestId = NewRequestId(),
        };
        Assert.Equal(["entries[1].claim.counts[0].high", "entries[2].claim.counts[1].high"], (await Refusal.OfAsync(suite.Claims.BatchRecordClaimsAsync(batch))).Fields);

        batch = new BatchRecordClaimsRequest { Entries = { Entry(Claim(incident)), Entry(Claim(incident), taken.Name["claims/".Length..]) }, RequestId = NewRequestId() };
        Assert.Equal("RECORD_EXISTS", (await Refusal.OfAsync(suite.Claims.BatchRecordClaimsAsync(batch))).Reason);
        Assert.Equal([taken], await shared.ClaimsAsync(incident));
    }

    [Fact]
    public async Task A_name_is_taken_once()
    {
        var claim = await suite.RecordAsync(Claim("incidents/a"));
        var refusal = await Refusal.OfAsync(() => suite.RecordAsync(Claim("incidents/b"), claim.Name["claims/".Length..]));
        Assert.Equal((StatusCode.AlreadyExists, "RECORD_EXISTS", claim.Name), (refusal.Code, refusal.Reason, refusal.Metadata["resource"]));
    }

    private static ClaimEntry Entry(Claim claim, string id = "") => new() { Claim = claim, ClaimId = id };

    private async Task<IEnumerable<string>> WrongAsync(Claim claim) =>
        (await Refusal.OfAsync(suite.Claims.RecordClaimAsync(new RecordClaimRequest { Claim = claim, RequestId = NewRequestId() }))).Fields;
}

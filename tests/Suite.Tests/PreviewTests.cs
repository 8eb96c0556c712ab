using Casualties.Gateway.Import;
using Casualties.Hosting;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Time.Testing;
using static Casualties.Tests.Shared.Reviewing;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary>What a decision would change is shown before anybody makes it, and is then what it changes.</summary>
public sealed class PreviewTests : SuiteTest
{
    private static readonly Audience[] Audiences = [Audience.Public, Audience.Partner, Audience.Restricted];

    [Fact]
    public async Task On_the_sample_a_flag_gives_what_was_shown_and_its_reversal_gives_all_of_it_back()
    {
        var suite = await StartAsync(args: "--Limits:CallsPerSecond=0");
        var sheet = ClaimSheet.In(Path.Combine(AppContext.BaseDirectory, "Sample", "afghanistan-2020-2021"));
        var imported = await new ClaimSheetImport(suite.Invoker, Audience.Public).RunAsync(sheet, new QuarantineReport(), null, CancellationToken.None);
        var ministry = await FindSourceAsync(suite, "Afghan Ministry of Interior");
        var before = await suite.ReportsAsync();
        var sum = await suite.TotalAsync(new AggregateQuery());

        var shown = await suite.PreviewAsync(new PreviewFlagRequest { Name = ministry, WithTotals = true, MinRevisions = imported.Revisions });
        var nothing = await suite.PreviewAsync(new PreviewFlagRequest { Name = ministry, Effect = FlagEffect.None, WithTotals = true });

        Assert.InRange(shown.Summary.ChangedCount, 1, shown.Summary.IncidentCount);
        Assert.InRange(shown.Summary.IncidentCount, 1, before.Count - 1);
        Assert.Equal(sum.Total.Totals, shown.Summary.TotalsBefore);
        Assert.NotEqual(shown.Summary.TotalsBefore, shown.Summary.TotalsAfter);
        Assert.Equal((imported.Revisions, sum.Manifest.Policy, sum.Manifest.PolicyVersion), (shown.Summary.Revisions, shown.Summary.Policy, shown.Summary.PolicyVersion));
        Assert.Equal(sum.Manifest.EstimatorVersion, shown.Summary.EstimatorVersion);
        Assert.Empty(nothing.Changed);
        Assert.Equal(shown.Summary.TotalsBefore, nothing.Summary.TotalsAfter);
        Assert.Equal(before, await suite.ReportsAsync());

        var flag = (await suite.FlagAsync(ministry, Flag())).Flags[^1].Id;
        var decided = await suite.PreviewAsync(new PreviewFlagRequest { Name = ministry, FlagId = flag, MinRevisions = await suite.NewestAsync() });
        Assert.Equal(shown.Changed, decided.Changed);
        Assert.Empty(decided.Summary.TotalsAfter);
        await suite.DecideAsync(ministry, flag, FlagState.Upheld);
        var flagged = await suite.ReportsAsync();
        shown.AssertExact(before, flagged);
        Assert.Equal(shown.Summary.TotalsAfter, await suite.TotalsAsync());

        var back = await suite.PreviewAsync(new PreviewFlagRequest { Name = ministry, FlagId = flag, State = FlagState.Rejected, MinRevisions = await suite.NewestAsync() });
        await suite.ReverseAsync(ministry, flag);
        var reversed = await suite.ReportsAsync();
        back.AssertExact(flagged, reversed);
        Assert.Equal(before.Values.Select(WithoutRevisions), before.Keys.Select(name => WithoutRevisions(reversed[name])));
        Assert.Equal(sum.Total.Totals, await suite.TotalsAsync());
    }

    [Fact]
    public async Task Without_the_spokesman_Kabul_rests_on_the_hospital_alone()
    {
        var time = new FakeTimeProvider(Kabul.Evening);
        var suite = await StartAsync(time);
        await Kabul.RecordNightAsync(suite, time);
        await Kabul.RecordNextDayAsync(suite, time);
        await Kabul.RecordThirdDayAsync(suite, time);
        var before = await suite.ReportsAsync();

        var shown = await suite.PreviewAsync(new PreviewFlagRequest { Name = "sources/interior-ministry", MinRevisions = await suite.NewestAsync() });
        await suite.UpholdAsync("sources/interior-ministry", Flag());
        var after = await suite.ReportsAsync();

        shown.AssertExact(before, after);
        Assert.True(shown.Only.FallsToSingleOriginator);
        Assert.Equal("Car bomb and gun battle at the acting defence minister's house", shown.Only.Title);
        AssertKabul(shown.Only.Before, shown.Only.After);
        AssertKabul(Previews.NumbersOf(before[shown.Only.Report])!, Previews.NumbersOf(after[shown.Only.Report])!);

        static void AssertKabul(ReportNumbers before, ReportNumbers after)
        {
            Assert.Equal((4, 8, true), Killed(before));
            Assert.Equal((4, 4, true), Killed(after));
            Assert.Equal((EvidenceGrade.Probable, AirwarsGrade.Fair), (before.Corroboration.Occurrence.Grade, before.Corroboration.Airwars.Grade));
            Assert.Equal((EvidenceGrade.Reported, AirwarsGrade.Weak), (after.Corroboration.Occurrence.Grade, after.Corroboration.Airwars.Grade));
        }
    }

    [Fact]
    public async Task A_rating_shows_what_it_gives_where_its_scope_holds()
    {
        var suite = await StartAsync();
        var (monitor, channel) = (await suite.CreateAsync(Source("A monitor")), await suite.CreateAsync(Source("A channel")));
        foreach (var country in (string[])["AFG", "SYR", "AFG"])
        {
            var incident = await suite.CreateAsync(Incident().With(one => one.Place.Country = country));
            await suite.RecordAsync(Claim(incident.Name, monitor.Name, monitor.Name, Exactly(9)));
            await suite.RecordAsync(Claim(incident.Name, channel.Name, channel.Name, Exactly(40)));
        }
        await suite.RateAsync(channel.Name, ReliabilityGrade.B);
        var before = await suite.ReportsAsync();
        var request = new PreviewRatingRequest { Name = channel.Name, Grade = ReliabilityGrade.E, Scope = new ReviewScope { Country = "SYR" }, WithTotals = true };

        var shown = await suite.PreviewAsync(request);
        var elsewhere = await suite.PreviewAsync(request.Clone().With(one => one.Country = "AFG"));
        var documented = await suite.PreviewAsync(request.Clone().With(one => one.Policy = "documented-bounds"));
        await suite.RateAsync(channel.Name, ReliabilityGrade.E, new ReviewScope { Country = "SYR" });
        var after = await suite.ReportsAsync();

        Assert.Equal("SYR", before[shown.Only.Report].Place.Country);
        Assert.Equal((3, 1), (shown.Summary.IncidentCount, shown.Summary.ChangedCount));
        Assert.False(shown.Only.FallsToSingleOriginator);
        shown.AssertExact(before, after);
        Assert.Equal(shown.Summary.TotalsAfter, await suite.TotalsAsync());
        Assert.Equal(elsewhere.Summary.TotalsBefore, elsewhere.Summary.TotalsAfter);
        Assert.Equal(elsewhere.Summary.TotalsAfter, await suite.TotalsAsync(country: "AFG"));
        Assert.Empty(documented.Changed);
        Assert.Empty((await suite.PreviewAsync(request)).Changed);
        var json = await suite.Http.GetStringAsync(new Uri($"/v1/reviews:previewRating?name={channel.Name}&grade=RELIABILITY_GRADE_A&scope.country=SYR", UriKind.Relative));
        Assert.Contains($"\"report\":\"{shown.Only.Report}\"", json.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_would_be_hidden_has_no_report_afterwards_below_restricted_and_has_one_again_when_it_is_shown()
    {
        var suite = await StartAsync();
        var hidden = await RecordAsync(suite);
        await RecordAsync(suite);

        foreach (var audience in Audiences)
        {
            var before = await suite.ReportsAsync(audience);
            var hide = new PreviewFlagRequest { Name = hidden, Effect = FlagEffect.Hide, Audience = audience, WithTotals = true };
            var hiding = await suite.PreviewAsync(hide);
            Assert.NotNull(hiding.Only.Before);
            Assert.True(hiding.Only.FallsToSingleOriginator);
            Assert.Equal(audience == Audience.Restricted, hiding.Only.After is not null);
            var flag = await suite.UpholdAsync(hidden, Flag(FlagEffect.Hide));
            var between = await suite.ReportsAsync(audience);
            Assert.Equal(audience == Audience.Restricted ? 2 : 1, between.Count);
            hiding.AssertExact(before, between);
            Assert.Equal(hiding.Summary.TotalsAfter, await suite.TotalsAsync(audience));

            var show = new PreviewFlagRequest { Name = hidden, FlagId = flag, State = FlagState.Rejected, Audience = audience, WithTotals = true };
            var showing = await suite.PreviewAsync(show);
            Assert.Equal(hiding.Only.After, showing.Only.Before);
            Assert.Equal(hiding.Only.Before, showing.Only.After);
            Assert.Equal(hiding.Summary.TotalsBefore, showing.Summary.TotalsAfter);
            Assert.Equal(hiding.Summary.TotalsAfter, showing.Summary.TotalsBefore);
            await suite.ReverseAsync(hidden, flag);
            showing.AssertExact(between, await suite.ReportsAsync(audience));
            Assert.Equal(showing.Summary.TotalsAfter, await suite.TotalsAsync(audience));
        }
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once_and_what_is_not_there_is_not_found()
    {
        var suite = await StartAsync();
        var (incident, source) = (await suite.CreateAsync(Incident()), await suite.CreateAsync(Source()));
        await suite.ReportsAsync();

        Assert.Equal(["name"], await WrongAsync(new PreviewFlagRequest()));
        Assert.Equal(["name", "flag_id", "state", "audience", "policy", "state"], await WrongAsync(
            new PreviewFlagRequest { Name = "calibrations/a", FlagId = "A flag", State = (FlagState)9, Policy = "none", Audience = (Audience)9 }));
        Assert.Equal(["effect", "scope"], await WrongAsync(
            new PreviewFlagRequest { Name = incident.Name, Effect = FlagEffect.DownWeight, Scope = new ReviewScope { Country = "AFG" } }));
        Assert.Equal(["scope"], await WrongAsync(new PreviewFlagRequest { Name = source.Name, Effect = FlagEffect.Hide, Scope = new ReviewScope { Country = "AFG" } }));
        Assert.Equal(["scope"], await WrongAsync(new PreviewFlagRequest { Name = "claims/a", Scope = new ReviewScope { Country = "AFG" } }));
        Assert.Equal(["scope.country"], await WrongAsync(new PreviewFlagRequest { Name = source.Name, Scope = new ReviewScope { Admin1Pcode = "AF01" } }));
        Assert.Equal(["effect", "scope", "state"], await WrongAsync(new PreviewFlagRequest
        {
            Name = source.Name, FlagId = "a", Effect = FlagEffect.Hide, Scope = new ReviewScope(), State = FlagState.UnderReview,
        }));
        Assert.Equal(["state"], await WrongAsync(new PreviewFlagRequest { Name = source.Name, State = FlagState.Rejected }));

        foreach (var missing in (string[])["sources/nobody", "claims/none", "incidents/none"])
            Assert.Equal([missing], (await RefusalAsync(new PreviewFlagRequest { Name = missing })).Resources);
        var unknown = await RefusalAsync(new PreviewFlagRequest { Name = source.Name, FlagId = "no-flag" });
        Assert.Equal((StatusCode.NotFound, "RECORD_NOT_FOUND"), (unknown.Code, unknown.Reason));
        var nobody = new PreviewRatingRequest { Name = "sources/nobody", Grade = ReliabilityGrade.A };
        Assert.Equal(StatusCode.NotFound, (await Refusal.OfAsync(() => suite.PreviewAsync(nobody))).Code);
        Assert.Equal(["grade", "policy"], (await Refusal.OfAsync(() => suite.PreviewAsync(new PreviewRatingRequest { Name = source.Name, Policy = "none" }))).Fields);

        // No audience is above that of who may ask at all.
        var partner = new ReviewService.ReviewServiceClient(suite.As(new Caller("partner", RoleSet.Of(Role.Reader, Role.Reviewer), Audience.Partner)));
        using var denied = partner.PreviewFlag(new PreviewFlagRequest { Name = source.Name, Audience = Audience.Partner });
        Assert.Equal(StatusCode.PermissionDenied, (await Refusal.OfAsync(() => denied.ResponseStream.MoveNext())).Code);

        Task<Refusal> RefusalAsync(PreviewFlagRequest request) => Refusal.OfAsync(() => suite.PreviewAsync(request));

        async Task<IEnumerable<string>> WrongAsync(PreviewFlagRequest request) => (await RefusalAsync(request)).Fields;
    }

    [Fact]
    public async Task As_long_as_the_view_lacks_records_nothing_is_shown_as_if_it_were_all()
    {
        // Nobody listens there.
        var suite = await StartAsync(args: "--Services:Counts:Address=http://127.0.0.1:1");
        var source = await suite.CreateAsync(Source());

        var refusal = await Refusal.OfAsync(() => suite.PreviewAsync(new PreviewFlagRequest { Name = source.Name }));

        Assert.Equal((StatusCode.Unavailable, "VIEW_INCOMPLETE"), (refusal.Code, refusal.Reason));
    }

    [Fact]
    public async Task A_caller_who_gives_up_gets_no_more_and_so_does_everyone_at_shutdown()
    {
        var suite = await StartAsync(args: "--Limits:CallsPerSecond=0");
        var revisions = await SimulatedRecords.RecordAsync(suite, 300);
        var request = new PreviewFlagRequest { Name = "sources/voice-0", WithTotals = true, MinRevisions = revisions };
        // Not the suite's own connection, which ends with it.
        using var channel = GrpcChannel.ForAddress(suite.GrpcAddress);
        var reviews = new ReviewService.ReviewServiceClient(channel.CreateCallInvoker().WithToken(() => suite.Tokens(Reviewer("previewer")).Current));
        using var giveUp = new CancellationTokenSource();
        using var first = reviews.PreviewFlag(request, cancellationToken: giveUp.Token);
        using var second = reviews.PreviewFlag(request);
        Assert.True(await first.ResponseStream.MoveNext());
        Assert.True(await second.ResponseStream.MoveNext());

        await giveUp.CancelAsync();
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => ReadAsync(first))).StatusCode);
        // There is more to come than is sent to somebody who does not read.
        var stopped = suite.StopAsync();
        Assert.Equal("SERVER_SHUTTING_DOWN", (await Refusal.OfAsync(() => ReadAsync(second))).Reason);
        await stopped;

        static async Task ReadAsync(AsyncServerStreamingCall<Preview> call)
        {
            while (await call.ResponseStream.MoveNext())
                Assert.NotNull(call.ResponseStream.Current);
        }
    }

    private static (long Low, long High, bool Open) Killed(ReportNumbers numbers)
    {
        var bounds = numbers.Estimates.Single(estimate => estimate.Harm == HarmType.Killed && estimate.Victims.Equals(Kabul.Victims)).Bounds;
        return (bounds.Low, bounds.High, bounds.OpenAbove);
    }

    // An incident of which two independent originators speak.
    private static async Task<string> RecordAsync(RunningSuite suite)
    {
        var incident = await suite.CreateAsync(Incident());
        foreach (var people in (int[])[7, 9])
        {
            var source = await suite.CreateAsync(Source());
            await suite.RecordAsync(Claim(incident.Name, source.Name, source.Name, Exactly(people)));
        }
        return incident.Name;
    }

    private static async Task<string> FindSourceAsync(RunningSuite suite, string displayName)
    {
        var sources = await suite.Sources.ListSourcesAsync(new ListSourcesRequest { PageSize = 1000 });
        return sources.Sources.Single(source => source.DisplayName == displayName).Name;
    }

    private static byte[] WithoutRevisions(IncidentReport report)
    {
        var bare = report.Clone();
        (bare.Freshness, bare.Provenance.Revisions, bare.Provenance.RecordTime) = (null, null, null);
        return bare.ToByteArray();
    }
}

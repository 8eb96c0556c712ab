using Casualties.Incidents.V1;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using static Casualties.Tests.Shared.Some;
using static Casualties.Tests.Shared.Reviewing;

namespace Suite.Tests;

/// <summary>Flags end by themselves when their time is over, and nobody ends them so but the suite.</summary>
public sealed class FlagExpiryTests : SuiteTest
{
    [Fact]
    public async Task When_an_upheld_flag_expires_the_report_is_again_what_it_was()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 8, 1, 12, 0, 0, TimeSpan.Zero));
        var suite = await StartAsync(time);
        var incident = await suite.CreateAsync(Incident());
        var source = await suite.CreateAsync(Source(), "newspaper");
        await suite.RecordAsync(Claim(incident.Name, "sources/newspaper", "sources/newspaper"));
        var claim = await suite.RecordAsync(Claim(incident.Name, "sources/other", "sources/other", Exactly(20)));
        var before = await BodyAsync(suite, incident);

        var end = Timestamp.FromDateTimeOffset(time.GetUtcNow().AddHours(1));
        source = await suite.FlagAsync(source, Flag().With(one => one.ExpireTime = end));
        source = await suite.FlagAsync(source, Flag(FlagEffect.None).With(one => one.ExpireTime = end));
        await suite.DecideAsync(source, FlagState.Upheld);
        claim = await suite.DecideAsync(await suite.FlagAsync(claim, Flag().With(one => one.ExpireTime = end)), FlagState.Upheld);
        incident = await suite.DecideAsync(await suite.FlagAsync(incident, Flag().With(one => one.ExpireTime = end)), FlagState.Rejected);
        incident = await suite.FlagAsync(incident, Flag().With(one => one.ExpireTime = end));
        incident = await suite.DecideAsync(incident, FlagState.Upheld);
        Assert.NotEqual(before, await BodyAsync(suite, incident));

        time.Advance(TimeSpan.FromMinutes(59));
        Assert.All((await suite.Reviews().ListFlagsAsync(new())).Flags, one => Assert.NotEqual(FlagState.Expired, one.Flag.State));
        await time.PassUntilAsync(EndedAsync(suite, 4));

        Assert.Equal(before, await BodyAsync(suite, incident));
        var flags = (await suite.Reviews().ListFlagsAsync(new())).Flags.Select(one => one.Flag).ToList();
        Assert.Equal(1, flags.Count(flag => flag.State == FlagState.Rejected));
        Assert.All(flags, flag => Assert.False(flag.InForce));
        Assert.All(flags.Where(flag => flag.State == FlagState.Expired), flag =>
        {
            Assert.Equal(("services/gateway", "Its time is over."), (flag.Steps[^1].Actor, flag.Steps[^1].Rationale));
            Assert.Equal(1, flag.Steps.Count(step => step.State == FlagState.Expired));
        });
    }

    [Fact]
    public async Task People_end_no_flag_so()
    {
        var suite = await StartAsync();
        var source = await suite.FlagAsync(await suite.CreateAsync(Source()), Flag());

        var refusal = await Refusal.OfAsync(() => suite.DecideAsync(source, FlagState.Expired));

        Assert.Equal((StatusCode.InvalidArgument, "INVALID_FIELD"), (refusal.Code, refusal.Reason));
        Assert.Equal(["state"], refusal.Fields);
    }

    private static async Task<bool> EndedAsync(RunningSuite suite, int flags)
    {
        while ((await suite.Reviews().ListFlagsAsync(new ListFlagsRequest { State = FlagState.Expired })).Flags.Count < flags)
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        return true;
    }

    // All but where it comes from, which later revisions change.
    private static async Task<byte[]> BodyAsync(RunningSuite suite, Incident incident)
    {
        var report = await suite.ReportAsync(incident.Name, await suite.NewestAsync());
        (report.Provenance, report.Freshness) = (null, null);
        foreach (var part in report.Claims)
            part.Revision = 0;
        return report.ToByteArray();
    }
}

using Casualties.Hosting;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using static Casualties.Tests.Shared.Reviewing;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary>The life of a flag: one person raises it, others decide, and whoever has a part in it does not.</summary>
public sealed class FlagTests(SharedSuite shared) : IClassFixture<SharedSuite>
{
    private readonly RunningSuite suite = shared.Suite;

    public static TheoryData<string> Kinds => ["sources", "claims", "incidents"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task It_is_raised_taken_up_upheld_appealed_and_rejected_each_by_another_person_and_all_of_it_stays(string kind)
    {
        var name = await RecordAsync(kind);
        var flag = Assert.Single((await suite.FlagAsync(name, Flag().With(one => (one.State, one.Raiser, one.InForce) = (FlagState.Upheld, "somebody else", true)))).Flags);
        Assert.Equal((FlagState.Open, "raiser", false), (flag.State, flag.Raiser, flag.InForce));
        Assert.Equal(7, Guid.Parse(flag.Id).Version);

        Assert.Equal((FlagState.UnderReview, false), Standing(await suite.DecideAsync(name, flag.Id, FlagState.UnderReview, "decider")));
        Assert.Equal((FlagState.Upheld, true), Standing(await suite.DecideAsync(name, flag.Id, FlagState.Upheld, "decider")));
        Assert.Equal((FlagState.Appealed, true), Standing(await suite.AppealAsync(name, flag.Id)));
        var ended = await suite.DecideAsync(name, flag.Id, FlagState.Rejected, "court");

        Assert.Equal((FlagState.Rejected, false), Standing(ended));
        Assert.Equal(
            [(FlagState.UnderReview, "decider"), (FlagState.Upheld, "decider"), (FlagState.Appealed, "appellant"), (FlagState.Rejected, "court")],
            ended.Flags[0].Steps.Select(step => (step.State, step.Actor)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Whoever_raised_it_or_recorded_the_record_or_decided_or_appealed_before_cannot_decide(string kind)
    {
        var name = await RecordAsync(kind);
        var flag = (await suite.FlagAsync(name, Flag())).Flags[0].Id;
        // The one who recorded it is the owner of the suite, who may do everything else.
        foreach (var state in new[] { FlagState.UnderReview, FlagState.Upheld, FlagState.Rejected })
        {
            await DeniedAsync(() => suite.DecideAsync(name, flag, state, "raiser"));
            await DeniedAsync(() => suite.DecideAsync(name, flag, state, Recorder));
        }
        await suite.DecideAsync(name, flag, FlagState.Upheld);
        await suite.AppealAsync(name, flag);
        foreach (var person in new[] { "raiser", "decider", "appellant", Recorder })
            await DeniedAsync(() => suite.DecideAsync(name, flag, FlagState.Rejected, person));
        Assert.Equal((FlagState.Rejected, false), Standing(await suite.DecideAsync(name, flag, FlagState.Rejected, "court")));
    }

    [Fact]
    public async Task From_one_state_only_some_others_can_be_reached()
    {
        var name = await RecordAsync("claims");
        var flag = (await suite.FlagAsync(name, Flag())).Flags[0].Id;
        await RefusedAsync(StatusCode.FailedPrecondition, "STATE_FORBIDS", () => suite.AppealAsync(name, flag));
        await suite.DecideAsync(name, flag, FlagState.Rejected);
        await RefusedAsync(StatusCode.FailedPrecondition, "STATE_FORBIDS", () => suite.DecideAsync(name, flag, FlagState.Upheld, "court"));
        await RefusedAsync(StatusCode.FailedPrecondition, "STATE_FORBIDS", () => suite.DecideAsync(name, flag, FlagState.UnderReview, "court"));
        await RefusedAsync(StatusCode.InvalidArgument, "INVALID_FIELD", () => suite.DecideAsync(name, flag, FlagState.Open, "court"));
        // The clock is kept by the suite, and judging is for people.
        await RefusedAsync(StatusCode.InvalidArgument, "INVALID_FIELD", () => suite.DecideAsync(name, flag, FlagState.Expired, "court"));
        await RefusedAsync(StatusCode.NotFound, "RECORD_NOT_FOUND", () => suite.DecideAsync(name, NewRequestId(), FlagState.Upheld, "court"));
    }

    [Fact]
    public async Task What_is_wrong_with_a_flag_is_said_all_at_once()
    {
        var (source, claim, incident) = (await RecordAsync("sources"), await RecordAsync("claims"), await RecordAsync("incidents"));
        var country = new ReviewScope { Country = "AFG" };
        Assert.Equal(["flag.rationale"], await FieldsAsync(source, Flag().With(one => one.Rationale = "")));
        Assert.Equal(["flag.expire_time"], await FieldsAsync(source, Flag(expires: Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch))));
        Assert.Equal(["flag.scope.country", "flag.scope"], await FieldsAsync(source, Flag(FlagEffect.Hide, scope: new ReviewScope { Admin1Pcode = "AF01" })));
        Assert.Equal(["flag.scope.topic"], await FieldsAsync(source, Flag(FlagEffect.DownWeight, scope: new ReviewScope { Topic = ReviewTopic.Attribution })));
        Assert.Equal(
            ["flag.scope.start_date_before"],
            await FieldsAsync(source, Flag(scope: new ReviewScope { StartDateFrom = Day(2021, 8, 3), StartDateBefore = Day(2021, 8, 3) })));
        Assert.Equal(["flag.scope"], await FieldsAsync(claim, Flag(scope: country)));
        Assert.Equal(["flag.effect"], await FieldsAsync(claim, Flag(FlagEffect.DownWeight, FlagReason.SafetyTakedown)));
        Assert.Equal(["flag.effect", "flag.scope"], await FieldsAsync(incident, Flag(FlagEffect.DownWeight, scope: country)));
        Assert.Empty((await suite.Sources.GetSourceAsync(new GetSourceRequest { Name = source })).Flags);
    }

    [Fact]
    public async Task Flags_do_not_travel_with_what_callers_send_and_the_record_has_a_hundred_at_most()
    {
        var created = await suite.CreateAsync(Source().With(one => one.Flags.Add(Flag())));
        Assert.Empty(created.Flags);
        for (var i = 0; i < 100; i++)
            await suite.FlagAsync(created.Name, Flag(), $"raiser-{i / 10}");
        await RefusedAsync(StatusCode.FailedPrecondition, "STATE_FORBIDS", () => suite.FlagAsync(created.Name, Flag(), "another"));
        var other = await suite.CreateAsync(Source());
        for (var i = 0; i < 10; i++)
            await suite.FlagAsync(other.Name, Flag());
        await RefusedAsync(StatusCode.FailedPrecondition, "STATE_FORBIDS", () => suite.FlagAsync(other.Name, Flag()));
        await suite.DecideAsync(await suite.FlagAsync(other.Name, Flag(), "another"), FlagState.Rejected);
        await suite.FlagAsync(other.Name, Flag(), "another");
        var flagged = await suite.Sources.GetSourceAsync(new GetSourceRequest { Name = created.Name });
        var updated = await suite.Sources.UpdateSourceAsync(new UpdateSourceRequest
        {
            Source = new Source { Name = flagged.Name, Etag = flagged.Etag, Note = "Seen." }, RequestId = NewRequestId(),
        });
        Assert.Equal(flagged.Flags, updated.Flags);
    }

    [Fact]
    public async Task An_open_flag_shows_on_the_report_and_changes_no_number_and_why_someone_is_in_danger_is_told_to_few()
    {
        var incident = await suite.CreateAsync(Incident());
        var source = await suite.CreateAsync(Source());
        var claim = await suite.RecordAsync(Claim(incident.Name, source.Name, source.Name));
        var before = await suite.ReportAsync(incident.Name, await suite.NewestAsync());
        await suite.FlagAsync(incident.Name, Flag());
        var unseen = await suite.FlagAsync(source, Flag(FlagEffect.None, FlagReason.CoercedOrUnsafe));
        Assert.Equal(source.UpdateTime, unseen.UpdateTime);
        await suite.FlagAsync(source.Name, Flag(scope: new ReviewScope { Country = "SYR" }));
        await suite.FlagAsync(claim.Name, Flag());
        var seen = await suite.NewestAsync();
        var after = await suite.ReportAsync(incident.Name, seen);
        var publicly = await new ReportService.ReportServiceClient(suite.As(new Caller("anyone", RoleSet.Of(Role.Reader), Audience.Public)))
            .GetIncidentReportAsync(new GetIncidentReportRequest { Name = after.Name });

        Assert.Equal((before.Estimates, before.Corroboration), (after.Estimates, after.Corroboration));
        Assert.Equal([incident.Name, claim.Name, source.Name], after.Flags.Select(flag => flag.Record));
        Assert.All(after.Flags, flag => Assert.True(flag is { State: FlagState.Open, InForce: false, Flag.Length: > 0 }));
        Assert.Equal([incident.Name, claim.Name], publicly.Flags.Select(flag => flag.Record));
        Assert.All(publicly.Flags, flag => Assert.Empty(flag.Flag));
        Assert.Equal(after.Estimates, publicly.Estimates);
    }

    private static (FlagState State, bool InForce) Standing(IDisclosedRecord record) => (record.Flags[0].State, record.Flags[0].InForce);

    private static Task DeniedAsync(Func<Task> call) => RefusedAsync(StatusCode.PermissionDenied, "SECOND_PERSON_NEEDED", call);

    private static async Task RefusedAsync(StatusCode code, string reason, Func<Task> call)
    {
        var refusal = await Refusal.OfAsync(call);
        Assert.Equal((code, reason), (refusal.Code, refusal.Reason));
    }

    private async Task<IEnumerable<string>> FieldsAsync(string name, Flag flag) => (await Refusal.OfAsync(() => suite.FlagAsync(name, flag))).Fields;

    private async Task<string> RecordAsync(string kind) => kind switch
    {
        "sources" => (await suite.CreateAsync(Source())).Name,
        "claims" => (await suite.RecordAsync(Claim(shared.NextIncident()))).Name,
        _ => (await suite.CreateAsync(Incident())).Name,
    };
}

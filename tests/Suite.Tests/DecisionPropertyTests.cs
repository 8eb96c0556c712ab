using Casualties.Counts.V1;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using CsCheck;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Time.Testing;
using static Casualties.Tests.Shared.Reviewing;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary>
/// Whatever is rated, flagged, decided, appealed, assessed, retracted and comes to its end, in whatever order: numbers follow from what is in force, and from nothing that was on the way there.
/// </summary>
public sealed class DecisionPropertyTests : SuiteTest
{
    private static readonly string[] People = ["anna", "bela", "cyra", Recorder];

    private static readonly Gen<Move[]> Moves = Gen.Select(
        Gen.Frequency(
            (4, MoveKind.Flag), (6, MoveKind.Uphold), (3, MoveKind.Reject), (3, MoveKind.Appeal), (2, MoveKind.TakeUp), (3, MoveKind.Rate), (2, MoveKind.Assess), (1, MoveKind.Judge),
            (1, MoveKind.Retract), (2, MoveKind.Expire)),
        Gen.Int[0, 999],
        Gen.Int[0, 999],
        Gen.Int[0, 3],
        (kind, first, second, who) => new Move(kind, first, second, who)).Array[6, 18];

    [Fact]
    public async Task Numbers_follow_from_what_is_in_force_and_nobody_decides_on_what_they_had_a_part_in()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 8, 1, 12, 0, 0, TimeSpan.Zero));
        var suite = await StartAsync(time);
        var worlds = 0;
        await Gen.Select(Moves, Gen.Int[0, 999]).SampleAsync(
            async (moves, order) =>
            {
                var world = await ReviewedWorld.RecordAsync(suite, time, $"w{Interlocked.Increment(ref worlds)}");
                foreach (var move in moves)
                    await world.MakeAsync(move);
                var twin = await ReviewedWorld.RecordAsync(suite, time, $"w{Interlocked.Increment(ref worlds)}");
                await twin.BringIntoForceAsync(world, order);
                Assert.Equal(await world.NumbersAsync(), await twin.NumbersAsync());
            },
            iter: 20,
            threads: 1);
    }

    private enum MoveKind { Flag, Uphold, Reject, Appeal, TakeUp, Rate, Assess, Judge, Retract, Expire }

    private readonly record struct Move(MoveKind Kind, int First, int Second, int Who);

    private sealed class Raised(int record, FlagEffect effect, string raiser, bool ends)
    {
        public int Record => record;

        public FlagEffect Effect => effect;

        public bool Ends => ends;

        public string Id { get; set; } = "";

        public FlagState State { get; set; } = FlagState.Open;

        public bool InForce { get; set; }

        // Those who cannot decide any more.
        public HashSet<string> Part { get; } = [raiser, Recorder];
    }

    /// <summary>One incident of which three sources speak, and what was decided on all of them. Its twin is told the same, under other names.</summary>
    private sealed class ReviewedWorld(RunningSuite suite, FakeTimeProvider time, string id)
    {
        private const int Sources = 3;

        private readonly List<Raised> flags = [];
        private readonly Dictionary<(int Source, bool OfCountry), ReliabilityGrade> grades = [];
        private readonly Dictionary<int, InformationCredibility> assessed = [];
        private readonly Dictionary<int, CopyVerdict> judged = [];
        private readonly HashSet<int> retracted = [];

        public static async Task<ReviewedWorld> RecordAsync(RunningSuite suite, FakeTimeProvider time, string id)
        {
            await suite.CreateAsync(Incident(), id);
            SourceType[] types = [SourceType.OfficialState, SourceType.MedicalFacility, SourceType.NewsAgency];
            for (var i = 0; i < Sources; i++)
            {
                await suite.CreateAsync(Source($"Source {i}").With(source => source.Type = types[i]), $"{id}-{i}");
                await suite.RecordAsync(
                    Claim($"incidents/{id}", $"sources/{id}-{i}", $"sources/{id}-{i}", Exactly(10 + (7 * i)), Exactly(5 + i, HarmType.Injured))
                        .With(claim => claim.PublishedDate = Day(2021, 8, 4 + i)),
                    $"{id}-{i}");
            }
            return new ReviewedWorld(suite, time, id);
        }

        public Task MakeAsync(Move move) => move.Kind switch
        {
            MoveKind.Flag => FlagAsync(new Raised(move.First % (2 * Sources), (FlagEffect)(1 + (move.Second % 4)), People[move.Who], move.Second % 3 == 0), People[move.Who]),
            MoveKind.Uphold => DecideAsync(move, FlagState.Upheld),
            MoveKind.Reject => DecideAsync(move, FlagState.Rejected),
            MoveKind.TakeUp => DecideAsync(move, FlagState.UnderReview),
            MoveKind.Appeal => AppealAsync(move),
            MoveKind.Rate => RateAsync((move.First % Sources, move.Second % 2 == 0), (ReliabilityGrade)(1 + (move.Second % 6))),
            MoveKind.Assess => AssessAsync(move.First % Sources, (InformationCredibility)(2 + (move.Second % 5))),
            MoveKind.Judge => JudgeAsync(move.Second % 2 == 0 ? CopyVerdict.Copy : CopyVerdict.Independent),
            MoveKind.Retract => RetractAsync(move.First % Sources),
            MoveKind.Expire => ExpireAsync(),
            _ => throw new ArgumentOutOfRangeException(nameof(move)),
        };

        /// <summary>Decides here what is in force there, in another order and without the detours.</summary>
        public async Task BringIntoForceAsync(ReviewedWorld other, int order)
        {
            List<Func<Task>> moves =
            [
                .. other.flags.Where(flag => flag.InForce).Select(flag => (Func<Task>)(() => suite.UpholdAsync(Record(flag.Record), Flag(flag.Effect)))),
                .. other.grades.Select(grade => (Func<Task>)(() => RateAsync(grade.Key, grade.Value))),
                .. other.assessed.Select(claim => (Func<Task>)(() => AssessAsync(claim.Key, claim.Value))),
                .. other.judged.Values.Select(verdict => (Func<Task>)(() => JudgeAsync(verdict))),
                .. other.retracted.Select(claim => (Func<Task>)(() => RetractAsync(claim))),
            ];
            foreach (var move in moves.Select((move, i) => (move, Key: (i + 1) * (order + 7) % 31)).OrderBy(one => one.Key).Select(one => one.move))
                await move();
        }

        // What names no record.
        public async Task<ByteString> NumbersAsync()
        {
            var report = await suite.ReportAsync($"incidents/{id}", await suite.NewestAsync());
            return new IncidentReport
            {
                Estimates = { report.Estimates }, Corroboration = report.Corroboration, CountOriginatorCount = report.CountOriginatorCount, OriginatorCount = report.OriginatorCount,
            }.ToByteString();
        }

        private string Record(int number) => number < Sources ? $"sources/{id}-{number}" : $"claims/{id}-{number - Sources}";

        private async Task FlagAsync(Raised flag, string raiser)
        {
            var end = flag.Ends ? Timestamp.FromDateTimeOffset(time.GetUtcNow().AddHours(1)) : null;
            flag.Id = (await suite.FlagAsync(Record(flag.Record), Flag(flag.Effect, expires: end), raiser)).Flags[^1].Id;
            flags.Add(flag);
        }

        // The suite records it within a minute for each flag of a record.
        private async Task ExpireAsync()
        {
            var over = flags.Where(flag => flag.Ends && flag.State is not (FlagState.Rejected or FlagState.Expired)).ToList();
            time.Advance(TimeSpan.FromHours(2));
            await time.PassUntilAsync(Task.WhenAll(over.Select(ExpiredAsync)));
            foreach (var flag in over)
                (flag.State, flag.InForce) = (FlagState.Expired, false);
        }

        private async Task<bool> ExpiredAsync(Raised flag)
        {
            while ((await suite.Reviews().ListFlagsAsync(new ListFlagsRequest { Record = Record(flag.Record), PageSize = 1000 })).Flags.FirstOrDefault(one => one.Flag.Id == flag.Id)?.Flag.State != FlagState.Expired)
                await Task.Delay(TimeSpan.FromMilliseconds(20));
            return true;
        }

        private async Task DecideAsync(Move move, FlagState state)
        {
            if (flags.Count == 0)
                return;
            var (flag, who) = (flags[move.First % flags.Count], People[move.Who]);
            var reachable = state == FlagState.UnderReview ? flag.State == FlagState.Open : flag.State is FlagState.Open or FlagState.UnderReview or FlagState.Appealed;
            if (flag.Part.Contains(who))
            {
                Assert.Equal("SECOND_PERSON_NEEDED", (await Refusal.OfAsync(() => suite.DecideAsync(Record(flag.Record), flag.Id, state, who))).Reason);
            }
            else if (!reachable)
            {
                Assert.Equal("STATE_FORBIDS", (await Refusal.OfAsync(() => suite.DecideAsync(Record(flag.Record), flag.Id, state, who))).Reason);
            }
            else
            {
                await suite.DecideAsync(Record(flag.Record), flag.Id, state, who);
                (flag.State, flag.InForce) = (state, state == FlagState.Upheld);
                if (state != FlagState.UnderReview)
                    flag.Part.Add(who);
            }
        }

        private async Task AppealAsync(Move move)
        {
            if (flags.Find(flag => flag.State is FlagState.Upheld or FlagState.Rejected) is not { } flag)
                return;
            await suite.AppealAsync(Record(flag.Record), flag.Id, People[move.Who]);
            flag.State = FlagState.Appealed;
            flag.Part.Add(People[move.Who]);
        }

        private async Task RateAsync((int Source, bool OfCountry) what, ReliabilityGrade grade)
        {
            await suite.RateAsync(Record(what.Source), grade, what.OfCountry ? new ReviewScope { Country = "AFG" } : null);
            grades[what] = grade;
        }

        private async Task AssessAsync(int claim, InformationCredibility credibility)
        {
            await suite.AssessAsync(Record(Sources + claim), credibility);
            assessed[claim] = credibility;
        }

        private async Task JudgeAsync(CopyVerdict verdict)
        {
            await suite.JudgeCopyAsync(Record(Sources + 2), Record(Sources), verdict);
            judged[2] = verdict;
        }

        private async Task RetractAsync(int number)
        {
            var claim = await suite.Claims.GetClaimAsync(new GetClaimRequest { Name = Record(Sources + number) });
            if (!retracted.Add(number))
                return;
            await suite.Claims.RetractClaimAsync(new RetractClaimRequest { Name = claim.Name, Etag = claim.Etag, Reason = "Wrong.", RequestId = NewRequestId() });
        }
    }
}

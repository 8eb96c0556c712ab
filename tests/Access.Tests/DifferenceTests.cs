using Casualties.Hosting;
using Casualties.Reports.V1;
using Casualties.Incidents.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using CsCheck;
using Google.Protobuf;
using Grpc.Core;
using static Casualties.Tests.Shared.Some;

namespace Access.Tests;

/// <summary>Nothing that is hidden can be had by comparing what is shown before and after: not one byte of a public answer changes.</summary>
public sealed class DifferenceTests : SuiteTest
{
    private static readonly Gen<int[]> Changes = Gen.Int[0, 9_999].Array[1, 6];

    [Fact]
    public async Task S6_What_is_recorded_in_secret_changes_no_byte_of_any_public_answer()
    {
        var suite = await StartAsync(args: ["--Limits:CallsPerSecond=0", "--Access:AllowAnonymousReaders=true"]);
        var world = await HiddenWorld.RecordAsync(suite);
        await Changes.SampleAsync(
            async changes =>
            {
                var before = await AnswersAsync(suite, world);
                foreach (var change in changes)
                    await world.ChangeAsync(change);
                await world.SeenAsync();
                var after = await AnswersAsync(suite, world);
                // What is refused tells nothing, and shows nothing.
                Assert.All((string[])["AggregateReports", "CompareReports", "ExportReports"], rpc =>
                    Assert.Contains(before, answer => answer.Key.Contains($".{rpc} ", StringComparison.Ordinal) && answer.Value.StartsWith("OK", StringComparison.Ordinal)));
                Assert.Equal(before.Keys, after.Keys);
                var different = before.Where(answer => after[answer.Key] != answer.Value).Select(answer => $"{answer.Key}\n  {answer.Value}\n  {after[answer.Key]}").ToList();
                Assert.True(different.Count == 0, string.Join('\n', different));
            },
            iter: 25,
            threads: 1);
    }

    // Everything that can be asked without a token, about records that are shown and about ones that are not.
    private static async Task<SortedDictionary<string, string>> AnswersAsync(RunningSuite suite, HiddenWorld world)
    {
        var answers = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (audience, calls) in new[] { ("public", suite.Anonymous), ("partner", suite.As(Callers.Of(Role.Recorder, Audience.Partner))) })
        {
            foreach (var method in Rpcs.All.Where(method => method.GetOptions().IdempotencyLevel == Google.Protobuf.Reflection.MethodOptions.Types.IdempotencyLevel.NoSideEffects))
            {
                foreach (var target in world.Targets)
                {
                    // One target is enough for what names none.
                    var past = new ReportAsOf { Time = world.Past };
                    var requests = target == world.Targets[0] ? AggregateRequests.Beside(method, past) : [];
                    foreach (var request in requests.Concat(AggregateRequests.About(method, target, past)).Prepend(new Requests(target).For(method)).SelectMany(request => Variants(request, world)))
                    {
                        var answer = await Rpcs.CallAsync(calls, method, request);
                        answers[$"{audience} {method.FullName} {request}"] = $"{answer.Code} {answer.Reason} {string.Join(' ', answer.Bytes.Select(Convert.ToHexString))}";
                    }
                }
            }
        }
        return answers;
    }

    // Now, and as of the past.
    private static IEnumerable<IMessage> Variants(IMessage request, HiddenWorld world)
    {
        yield return request;
        if (request.Descriptor.FindFieldByName("as_of") is not { } asOf)
            yield break;
        var past = (IMessage)request.Descriptor.Parser.ParseFrom(request.ToByteArray());
        asOf.Accessor.SetValue(past, asOf.MessageType == ReportAsOf.Descriptor ? new ReportAsOf { Time = world.Past } : new AsOf { Time = world.Past });
        yield return past;
    }

    /// <summary>Public records, and hidden ones about the same incidents, which change.</summary>
    private sealed class HiddenWorld(RunningSuite suite)
    {
        private readonly List<Incident> hidden = [];
        private readonly List<Casualties.Counts.V1.Claim> claims = [];
        private readonly SuiteRevisions newest = new();
        private Source secret = null!;

        public List<Dictionary<string, string>> Targets { get; } = [];

        public Google.Protobuf.WellKnownTypes.Timestamp Past { get; private set; } = null!;

        public static async Task<HiddenWorld> RecordAsync(RunningSuite suite)
        {
            var world = new HiddenWorld(suite);
            await world.RecordAsync();
            return world;
        }

        /// <summary>Changes something of which only RESTRICTED may know.</summary>
        public async Task ChangeAsync(int pick)
        {
            var incident = Targets[pick % Targets.Count]["casualties/Incident"];
            switch (pick % 8)
            {
                case 6 when claims.Count > 0:
                    var doubted = claims[pick % claims.Count].Name;
                    await suite.UpholdAsync(doubted, Reviewing.Flag((FlagEffect)(1 + (pick % 5))));
                    claims[pick % claims.Count] = await suite.AssessAsync(doubted, Casualties.Counts.V1.InformationCredibility.Improbable);
                    newest.Counts = claims[pick % claims.Count].Revision;
                    break;
                case 7:
                    // What hides a source hides what it said, for everyone below.
                    secret = await FlagSealedAsync((FlagEffect)(1 + (pick % 4)));
                    newest.Sources = secret.Revision;
                    break;
                case 0 or 1:
                    var source = Targets[pick / 7 % Targets.Count]["casualties/Source"];
                    claims.Add(await suite.RecordAsync(Claim(incident, source, source, Exactly(pick % 500)).With(claim => claim.Visibility = Audience.Restricted)));
                    newest.Counts = claims[^1].Revision;
                    break;
                case 2:
                    hidden.Add(await suite.CreateAsync(Incident($"Hidden {pick}").With(one => one.Visibility = Audience.Restricted)));
                    newest.Incidents = hidden[^1].Revision;
                    claims.Add(await suite.RecordAsync(Claim(hidden[^1].Name, Targets[0]["casualties/Source"], "", Exactly(pick % 500))
                        .With(claim => claim.Visibility = Audience.Restricted)));
                    newest.Counts = claims[^1].Revision;
                    break;
                case 3:
                    newest.Sources = (await suite.CreateAsync(Source($"Hidden {pick}").With(one => one.Visibility = Audience.Restricted))).Revision;
                    break;
                case 4:
                    secret = await suite.Sources.UpdateSourceAsync(new UpdateSourceRequest
                    {
                        Source = new Source { Name = secret.Name, Etag = secret.Etag, Note = $"Note {pick}", Type = (SourceType)(1 + (pick % 20)) }, RequestId = NewRequestId(),
                    });
                    newest.Sources = secret.Revision;
                    break;
                default:
                    if (claims.Count == 0)
                        return;
                    var gone = claims[pick % claims.Count];
                    claims.Remove(gone);
                    newest.Counts = (await suite.Claims.RetractClaimAsync(new() { Name = gone.Name, Etag = gone.Etag, Reason = "Wrong.", RequestId = NewRequestId() })).Revision;
                    break;
            }
        }

        // By stewards, who know who it is.
        private async Task<Source> FlagSealedAsync(FlagEffect effect)
        {
            // Nobody may raise more than ten that have not ended.
            var raiser = new Caller($"steward-{secret.Flags.Count / 10}", RoleSet.Of(Role.Reader, Role.Steward), Audience.Restricted);
            var flagged = await new SourceService.SourceServiceClient(suite.As(raiser)).FlagSourceAsync(new() { Name = secret.Name, Etag = secret.Etag, Flag = Reviewing.Flag(effect), RequestId = NewRequestId() });
            var other = new Caller("another-steward", RoleSet.Of(Role.Reader, Role.Reviewer, Role.Steward), Audience.Restricted);
            return await new SourceService.SourceServiceClient(suite.As(other)).DecideSourceFlagAsync(new()
            {
                Name = secret.Name, Etag = flagged.Etag, FlagId = flagged.Flags[^1].Id, State = FlagState.Upheld, Rationale = "Looked at it.", RequestId = NewRequestId(),
            });
        }

        /// <summary>Waits until the gateway has seen all of it.</summary>
        public Task<IncidentReport> SeenAsync() => suite.ReportAsync(Targets[0]["casualties/Incident"], newest);

        private async Task RecordAsync()
        {
            var open = await suite.CreateAsync(Source("An agency"));
            var pseudonymous = await suite.CreateAsync(Source("A monitor").With(source => source.Confidentiality = Confidentiality.Pseudonymous));
            secret = await suite.CreateAsync(Source("A clinic").With(source => source.Confidentiality = Confidentiality.Sealed));
            newest.Sources = secret.Revision;
            for (var i = 0; i < 3; i++)
            {
                var incident = await suite.CreateAsync(Incident($"Known {i}"));
                newest.Incidents = incident.Revision;
                foreach (var source in (Source[])[open, pseudonymous, secret])
                {
                    var claim = await suite.RecordAsync(Claim(incident.Name, source.Name, source.Name, Exactly(5 + i)));
                    newest.Counts = claim.Revision;
                    Past = claim.UpdateTime;
                    Targets.Add(new()
                    {
                        ["casualties/Incident"] = incident.Name, ["casualties/IncidentReport"] = $"{incident.Name}/report", ["casualties/Claim"] = claim.Name, ["casualties/Source"] = source.Name,
                    });
                }
            }
            await SeenAsync();
        }
    }
}

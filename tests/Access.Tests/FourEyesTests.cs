using Casualties.Hosting;
using Casualties.Incidents.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using static Casualties.Tests.Shared.Some;

namespace Access.Tests;

/// <summary>What takes two people takes two.</summary>
public sealed class FourEyesTests(FourEyesTests.Records records) : IClassFixture<FourEyesTests.Records>
{
    private static readonly Caller First = Person("first");
    private static readonly Caller Second = Person("second");

    private readonly RunningSuite suite = records.Suite;

    /// <summary>Every RPC that the contract says takes two.</summary>
    public static TheoryData<string> OfTwo => [.. Rpcs.All.Where(method => Rpcs.RuleOf(method).FourEyes).Select(method => method.FullName)];

    [Theory]
    [MemberData(nameof(OfTwo))]
    public async Task S5_One_person_proposes_and_only_another_who_did_not_record_it_carries_it_out(string rpc)
    {
        var method = Rpcs.Find(rpc);
        var record = await records.RecordAsync(method, Audience.Restricted);

        record = await CallAsync(First, method, record);
        Assert.Equal(First.Subject, record.Proposal?.Proposer);
        foreach (var caller in new[] { First, records.Recorder })
        {
            var refusal = await Refusal.OfAsync(() => CallAsync(caller, method, record));
            Assert.Equal((StatusCode.PermissionDenied, "SECOND_PERSON_NEEDED"), (refusal.Code, refusal.Reason));
        }
        record = await CallAsync(Second, method, record);

        Assert.Null(record.Proposal);
        Assert.True(record.Visibility == Audience.Public || record.Expunged is [{ Approvers: [var one, var other] }] && (one, other) == (First.Subject, Second.Subject));
    }

    [Theory]
    [MemberData(nameof(OfTwo))]
    public async Task What_was_proposed_is_dropped_by_any_other_change(string rpc)
    {
        var method = Rpcs.Find(rpc);
        var record = await records.RecordAsync(method, Audience.Partner);
        var stale = await CallAsync(First, method, record);

        record = await records.RestrictAsync(stale);
        Assert.Null(record.Proposal);
        var aborted = await Refusal.OfAsync(() => CallAsync(Second, method, stale));
        Assert.Equal((StatusCode.Aborted, "ETAG_MISMATCH"), (aborted.Code, aborted.Reason));
        record = await CallAsync(Second, method, record);

        Assert.Equal(Second.Subject, record.Proposal?.Proposer);
    }

    [Fact]
    public async Task An_update_cannot_let_more_people_see()
    {
        var incident = await suite.CreateAsync(Incident().With(one => one.Visibility = Audience.Restricted));
        incident.Visibility = Audience.Public;

        var refusal = await Refusal.OfAsync(async () => await suite.Incidents.UpdateIncidentAsync(new UpdateIncidentRequest { Incident = incident, RequestId = NewRequestId() }));

        Assert.Equal(["incident.visibility"], refusal.Fields);
    }

    [Fact]
    public async Task A_claim_that_replaces_another_is_as_visible_as_that()
    {
        var hidden = await suite.RecordAsync(Claim("incidents/any").With(claim => claim.Visibility = Audience.Restricted));
        var known = await suite.RecordAsync(Claim("incidents/any"));

        var refusal = await Refusal.OfAsync(async () => await suite.Claims.SupersedeClaimAsync(
            new() { Name = hidden.Name, Etag = hidden.Etag, Claim = Claim("incidents/any"), RequestId = NewRequestId() }));
        var inherited = await suite.Claims.SupersedeClaimAsync(
            new() { Name = known.Name, Etag = known.Etag, Claim = Claim("incidents/any").With(claim => claim.Visibility = Audience.Unspecified), RequestId = NewRequestId() });

        Assert.Equal(["claim.visibility"], refusal.Fields);
        Assert.Equal(Audience.Public, inherited.Visibility);
    }

    [Fact]
    public async Task Who_may_not_see_every_record_chooses_no_ids_and_meets_only_their_own()
    {
        var partner = Callers.Of(Role.Recorder, Audience.Partner);
        var incidents = new IncidentService.IncidentServiceClient(suite.As(partner));
        var others = await suite.CreateAsync(Incident());
        var chosen = await Refusal.OfAsync(async () => await incidents.CreateIncidentAsync(
            new CreateIncidentRequest { Incident = Incident().With(one => one.Visibility = Audience.Partner), IncidentId = "mine", RequestId = NewRequestId() }));
        var tooWide = await Refusal.OfAsync(async () => await incidents.CreateIncidentAsync(new CreateIncidentRequest { Incident = Incident(), RequestId = NewRequestId() }));
        var own = await incidents.CreateIncidentAsync(new CreateIncidentRequest { Incident = Incident().With(one => one.Visibility = Audience.Partner), RequestId = NewRequestId() });

        var foreign = await Refusal.OfAsync(async () => await incidents.RetractIncidentAsync(new RetractIncidentRequest { Name = others.Name, Etag = "\"1\"", Reason = "No.", RequestId = NewRequestId() }));
        var retracted = await incidents.RetractIncidentAsync(new RetractIncidentRequest { Name = own.Name, Etag = own.Etag, Reason = "Wrong.", RequestId = NewRequestId() });

        Assert.Equal(["incident_id"], chosen.Fields);
        Assert.Equal(["incident.visibility"], tooWide.Fields);
        Assert.Equal((StatusCode.NotFound, "RECORD_NOT_FOUND"), (foreign.Code, foreign.Reason));
        Assert.Equal(IncidentState.Retracted, retracted.State);
        // Told the time in place of the number.
        Assert.Equal((Sight.Microseconds(own.UpdateTime), $"\"{own.Revision}\""), (own.Revision, own.Etag));
    }

    [Fact]
    public async Task Once_staff_have_changed_it_a_partners_record_is_no_longer_wholly_theirs()
    {
        var incidents = new IncidentService.IncidentServiceClient(suite.As(Callers.Of(Role.Recorder, Audience.Partner)));
        var own = await incidents.CreateIncidentAsync(new CreateIncidentRequest { Incident = Incident().With(one => one.Visibility = Audience.Partner), RequestId = NewRequestId() });
        var seen = await suite.Incidents.GetIncidentAsync(new GetIncidentRequest { Name = own.Name });
        await suite.Incidents.RestrictIncidentAsync(new RestrictIncidentRequest { Name = seen.Name, Etag = seen.Etag, Visibility = Audience.Restricted, Reason = "Danger.", RequestId = NewRequestId() });

        var refusal = await Refusal.OfAsync(async () => await incidents.RetractIncidentAsync(new RetractIncidentRequest { Name = own.Name, Etag = own.Etag, Reason = "Mine.", RequestId = NewRequestId() }));

        Assert.Equal((StatusCode.NotFound, "RECORD_NOT_FOUND"), (refusal.Code, refusal.Reason));
        Assert.DoesNotContain("etag", refusal.Metadata.Keys);
    }

    private static Caller Person(string subject) => new(subject, RoleSet.Of(Role.Reader, Role.Reviewer, Role.Steward, Role.Admin), Audience.Restricted);

    private async Task<IDisclosedRecord> CallAsync(Caller caller, MethodDescriptor method, IDisclosedRecord record)
    {
        var request = new Requests(new Dictionary<string, string> { [method.OutputType.GetOptions().GetExtension(Google.Api.ResourceExtensions.Resource).Type] = record.Name }).For(method);
        Set(request, "etag", record.Etag);
        if (method.InputType.FindFieldByName("visibility") is not null)
            Set(request, "visibility", Audience.Public);
        if (method.InputType.FindFieldByName("paths") is { } paths)
        {
            var list = (System.Collections.IList)paths.Accessor.GetValue(request);
            list.Clear();
            list.Add(record is Casualties.Incidents.V1.Incident ? "summary" : "note");
        }
        var raw = new Method<IMessage, IDisclosedRecord>(
            MethodType.Unary, method.Service.FullName, method.Name,
            Marshallers.Create<IMessage>(message => message.ToByteArray(), _ => throw new NotSupportedException()),
            Marshallers.Create<IDisclosedRecord>(_ => throw new NotSupportedException(), bytes => (IDisclosedRecord)method.OutputType.Parser.ParseFrom(bytes)));
        return await suite.As(caller).AsyncUnaryCall(raw, null, new CallOptions(), request);
    }

    private static void Set(IMessage message, string field, object value) => message.Descriptor.FindFieldByName(field).Accessor.SetValue(message, value);

    /// <summary>A suite, and records in it.</summary>
    public sealed class Records : SuiteTest, IAsyncLifetime
    {
        internal Caller Recorder { get; } = Person("recorder");

        internal RunningSuite Suite { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Suite = await StartAsync();

        internal async Task<IDisclosedRecord> RecordAsync(MethodDescriptor method, Audience visibility)
        {
            var recorder = Suite.As(Recorder with { Roles = RoleSet.Of(Role.Reader, Role.Recorder) });
            return method.OutputType.Name switch
            {
                "Incident" => await new IncidentService.IncidentServiceClient(recorder).CreateIncidentAsync(
                    new() { Incident = Incident().With(one => (one.Visibility, one.Summary) = (visibility, "A summary.")), RequestId = NewRequestId() }),
                "Claim" => await new Casualties.Counts.V1.ClaimService.ClaimServiceClient(recorder).RecordClaimAsync(
                    new() { Claim = Claim("incidents/any").With(one => (one.Visibility, one.Note) = (visibility, "A note.")), RequestId = NewRequestId() }),
                _ => await new SourceService.SourceServiceClient(recorder).CreateSourceAsync(
                    new() { Source = Source().With(one => (one.Visibility, one.Note) = (visibility, "A note.")), RequestId = NewRequestId() }),
            };
        }

        internal async Task<IDisclosedRecord> RestrictAsync(IDisclosedRecord record) => record switch
        {
            Casualties.Incidents.V1.Incident => await Suite.Incidents.RestrictIncidentAsync(
                new() { Name = record.Name, Etag = record.Etag, Visibility = Audience.Restricted, Reason = "Danger.", RequestId = NewRequestId() }),
            Casualties.Counts.V1.Claim => await Suite.Claims.RestrictClaimAsync(
                new() { Name = record.Name, Etag = record.Etag, Visibility = Audience.Restricted, Reason = "Danger.", RequestId = NewRequestId() }),
            _ => await Suite.Sources.RestrictSourceAsync(
                new() { Name = record.Name, Etag = record.Etag, Visibility = Audience.Restricted, Reason = "Danger.", RequestId = NewRequestId() }),
        };
    }
}

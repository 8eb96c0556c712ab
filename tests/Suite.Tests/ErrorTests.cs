using System.Net;
using System.Text;
using System.Text.Json;
using Casualties.Counts.V1;
using Casualties.Incidents.V1;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using Google.Protobuf;
using Grpc.Core;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary>Errors say everything at once, alike over gRPC and over JSON, through the gateway.</summary>
public sealed class ErrorTests(SharedSuite shared) : IClassFixture<SharedSuite>
{
    private const int MaxRequestBytes = 4 * 1024 * 1024;

    private readonly RunningSuite suite = shared.Suite;

    [Fact]
    public async Task Everything_that_is_wrong_with_a_request_is_said_at_once_over_gRPC_and_over_JSON()
    {
        var incident = Incident(new string('x', 301)).With(one =>
        {
            one.EventTime.StartDate.Month = 13;
            one.Place.Country = "Afghanistan";
            one.Place.Location.Latitude = 91;
            one.Attributions.Add(new Attribution());
        });
        var grpc = await Refusal.OfAsync(suite.Incidents.CreateIncidentAsync(new CreateIncidentRequest { Incident = incident, IncidentId = "No_Id", RequestId = "1" }));
        using var response = await PostAsync("/v1/incidents?incidentId=No_Id&requestId=1", JsonFormatter.Default.Format(incident));
        var json = await Refusal.OfAsync(response);

        Assert.Equal(
            [
                "incident.title", "incident.event_time.start_date", "incident.place.country", "incident.place.location",
                "incident.attributions[0].actor", "incident.attributions[0].status", "incident_id", "request_id",
            ],
            grpc.Fields);
        Assert.Equal((StatusCode.InvalidArgument, "INVALID_FIELD"), (grpc.Code, grpc.Reason));
        Assert.Equal((grpc.Code, grpc.Message, grpc.Reason), (json.Code, json.Message, json.Reason));
        Assert.Equal(grpc.Violations, json.Violations);
    }

    [Fact]
    public async Task An_error_in_JSON_is_a_status_with_its_details()
    {
        using var response = await suite.Http.GetAsync(new Uri("/v1/claims/nowhere", UriKind.Relative));
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        var root = body.RootElement;
        Assert.Equal(["code", "message", "details"], root.EnumerateObject().Select(property => property.Name));
        Assert.Equal((5, "There is no claims/nowhere."), (root.GetProperty("code").GetInt32(), root.GetProperty("message").GetString()));
        var details = root.GetProperty("details").EnumerateArray().ToDictionary(detail => detail.GetProperty("@type").GetString()!);
        var info = details["type.googleapis.com/google.rpc.ErrorInfo"];
        Assert.Equal(("RECORD_NOT_FOUND", "casualties"), (info.GetProperty("reason").GetString(), info.GetProperty("domain").GetString()));
        var resource = details["type.googleapis.com/google.rpc.ResourceInfo"];
        Assert.Equal(("casualties/Claim", "claims/nowhere"), (resource.GetProperty("resourceType").GetString(), resource.GetProperty("resourceName").GetString()));
    }

    [Fact]
    public async Task Unknown_fields_and_parameters_are_refused_rather_than_dropped()
    {
        using var claim = await PostAsync($"/v1/claims?requestId={NewRequestId()}&claimid=x", """{"incidnt": "incidents/a", "counts": [{"harm": "HARM_TYPE_KILLED", "lowest": 3}]}""");
        Assert.Equal(["claimid", "claim.incidnt", "claim.counts[0].lowest"], (await Refusal.OfAsync(claim)).Fields);

        using var list = await suite.Http.GetAsync(new Uri("/v1/claims?pagesize=3", UriKind.Relative));
        Assert.Equal(["pagesize"], (await Refusal.OfAsync(list)).Fields);

        using var report = await suite.Http.GetAsync(new Uri("/v1/incidents/a/report?asof=2021", UriKind.Relative));
        Assert.Equal(["asof"], (await Refusal.OfAsync(report)).Fields);
    }

    [Fact]
    public async Task A_value_that_the_contract_does_not_know_is_refused()
    {
        var claim = Claim("incidents/a", counts: Exactly(1).With(one => (one.Harm, one.Form) = ((HarmType)99, (CountForm)99)));
        var grpc = await Refusal.OfAsync(() => suite.RecordAsync(claim));
        using var response = await PostAsync(
            $"/v1/claims?requestId={NewRequestId()}", """{"incident": "incidents/a", "publisher": "sources/a", "counts": [{"harm": "HURT", "form": "COUNT_FORM_UNKNOWN"}]}""");

        Assert.Equal(["claim.counts[0].harm", "claim.counts[0].form"], grpc.Fields);
        Assert.Equal(["claim.counts[0].harm"], (await Refusal.OfAsync(response)).Fields);
    }

    [Fact]
    public async Task A_message_over_the_limit_is_refused_with_the_limit()
    {
        var claim = Claim("incidents/a").With(one => one.Note = new string('x', MaxRequestBytes));
        var grpc = await Refusal.OfAsync(() => suite.RecordAsync(claim));
        using var response = await PostAsync($"/v1/claims?requestId={NewRequestId()}", JsonFormatter.Default.Format(claim));
        var json = await Refusal.OfAsync(response);

        Assert.All([grpc, json], refusal => Assert.Equal(
            (StatusCode.ResourceExhausted, "MESSAGE_TOO_LARGE", "4194304"), (refusal.Code, refusal.Reason, refusal.Metadata["limit_bytes"])));
    }

    // Refused while the caller is still sending: the answer must come all the same, on a connection that is not broken off.
    [Fact]
    public async Task A_JSON_body_over_the_limit_is_answered_however_it_comes()
    {
        var json = JsonFormatter.Default.Format(Claim("incidents/a").With(one => one.Note = new string('x', 2 * MaxRequestBytes)));
        var answers = Enumerable.Range(0, 24).Select(async i =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/v1/claims?requestId={NewRequestId()}", UriKind.Relative))
            {
                Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json"),
            };
            request.Headers.TransferEncodingChunked = i % 2 == 0;
            using var response = await suite.Http.SendAsync(request);
            return (await Refusal.OfAsync(response)).Reason;
        });
        Assert.All(await Task.WhenAll(answers), reason => Assert.Equal("MESSAGE_TOO_LARGE", reason));
    }

    [Fact]
    public async Task An_unknown_policy_is_refused_with_those_that_are_known()
    {
        var incident = await suite.CreateAsync(Incident());
        var name = $"{incident.Name}/report";
        using var list = suite.Reports.ListIncidentReports(new ListIncidentReportsRequest { Policy = "hearsay" });
        using var watch = suite.Reports.WatchIncidentReports(new WatchIncidentReportsRequest { Policy = "hearsay" });
        using var json = await suite.Http.GetAsync(new Uri($"/v1/{name}?policy=hearsay", UriKind.Relative));
        Refusal[] refusals =
        [
            await Refusal.OfAsync(suite.Reports.GetIncidentReportAsync(new GetIncidentReportRequest { Name = name, Policy = "hearsay" })),
            await Refusal.OfAsync(suite.Reports.BatchGetIncidentReportsAsync(new BatchGetIncidentReportsRequest { Names = { name }, Policy = "hearsay" })),
            await Refusal.OfAsync(() => list.ResponseStream.MoveNext()),
            await Refusal.OfAsync(() => watch.ResponseStream.MoveNext()),
            await Refusal.OfAsync(json),
        ];
        Assert.All(refusals, refusal => Assert.Equal(("policy", "is not known; known are calibrated, documented-bounds, two-independent, three-types, graded-only"), Assert.Single(refusal.Violations)));

        var named = await suite.Reports.GetIncidentReportAsync(
            new GetIncidentReportRequest { Name = name, Policy = "documented-bounds", MinRevisions = new() { Incidents = incident.Revision } });
        Assert.Equal("documented-bounds", named.Provenance.Policy);
    }

    [Fact]
    public async Task A_report_that_does_not_exist_is_not_found_and_a_name_of_none_is_refused()
    {
        // Once the view has caught up: before that it does not say what there is not.
        var incident = await suite.CreateAsync(Incident());
        await suite.Reports.GetIncidentReportAsync(
            new GetIncidentReportRequest { Name = $"{incident.Name}/report", MinRevisions = new() { Incidents = incident.Revision } });

        var missing = await Refusal.OfAsync(() => suite.ReportAsync("incidents/nowhere"));
        Assert.Equal((StatusCode.NotFound, "RECORD_NOT_FOUND", "incidents/nowhere/report"), (missing.Code, missing.Reason, missing.Metadata["resource"]));

        var wrong = await Refusal.OfAsync(suite.Reports.GetIncidentReportAsync(new GetIncidentReportRequest { Name = "incidents/nowhere" }));
        Assert.Equal(["name"], wrong.Fields);
    }

    [Fact]
    public async Task What_is_no_method_is_said_to_be_none()
    {
        using var path = await suite.Http.GetAsync(new Uri("/v1/victims", UriKind.Relative));
        using var beside = await suite.Http.GetAsync(new Uri("/v1/claims:forget", UriKind.Relative));
        Refusal[] refusals = [await Refusal.OfAsync(path), await Refusal.OfAsync(beside)];
        Assert.All(refusals, refusal => Assert.Equal((StatusCode.NotFound, "NO_SUCH_METHOD"), (refusal.Code, refusal.Reason)));

        var method = new Method<GetClaimRequest, Claim>(
            MethodType.Unary, "casualties.counts.v1.ClaimService", "ForgetClaim",
            Marshallers.Create(request => request.ToByteArray(), GetClaimRequest.Parser.ParseFrom), Marshallers.Create(claim => claim.ToByteArray(), Casualties.Counts.V1.Claim.Parser.ParseFrom));
        var grpc = await Refusal.OfAsync(suite.Invoker.AsyncUnaryCall(method, null, new CallOptions(), new GetClaimRequest()));
        Assert.Equal((StatusCode.Unimplemented, "NO_SUCH_METHOD"), (grpc.Code, grpc.Reason));
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        return await suite.Http.PostAsync(new Uri(path, UriKind.Relative), content);
    }
}

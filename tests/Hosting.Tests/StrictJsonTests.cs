using System.Net;
using Casualties.Incidents.V1;
using Casualties.Type.V1;
using CsCheck;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;

namespace Hosting.Tests;

public sealed class StrictJsonTests
{
    private const string Query = $"?request_id={Expect.RequestId}";
    private const string Valid = """{"title": "A strike", "eventTime": {"startDate": {"year": 2021}}}""";

    [Theory]
    [InlineData("""{"titel": "A strike"}""", "incident.titel")]
    [InlineData("""{"title": "A", "title": "B"}""", "incident.title")]
    [InlineData("""{"eventTime": {}, "event_time": {}}""", "incident.event_time")]
    [InlineData("""{"place": {"location": {"lat": 1, "lon": 2}}}""", "incident.place.location.lat|incident.place.location.lon")]
    [InlineData("""{"attributions": [{}, {"aktor": "x"}], "reason": 1}""", "incident.attributions[1].aktor|incident.reason")]
    [InlineData("""{"title": 7, "place": [], "attributions": {}, "tactic": "TACTIC_MAGIC"}""", "incident.title|incident.place|incident.attributions|incident.tactic")]
    [InlineData("""{"attributions": [null, 1]}""", "incident.attributions[0]|incident.attributions[1]")]
    [InlineData("""{"revision": "12.5", "place": {"uncertaintyRadiusM": "far"}, "createTime": "yesterday"}""", "incident.revision|incident.place.uncertainty_radius_m|incident.create_time")]
    [InlineData("""{"eventTime": {"startDate": {"year": 1e400}}}""", "incident.event_time.start_date.year")]
    [InlineData("""{"title": "\ud800"}""", "incident")]
    [InlineData("""{"title": "A",}""", "incident")]
    [InlineData("""{"title": "A"} {}""", "incident")]
    [InlineData("""[]""", "incident")]
    [InlineData("", "incident")]
    [InlineData("""{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}""", "incident.a|incident")]
    public async Task Every_fault_of_a_body_is_named_by_its_path(string body, string paths)
    {
        await using var host = await RunningHost.StartAsync(new ScriptedIncidents());

        var status = await Expect.RefusedAsync(await PostAsync(host, "/v1/incidents" + Query, body), 400);

        Assert.Equal(paths.Split('|'), status.Violations());
    }

    [Theory]
    [InlineData("\"tactic\": \"5\"")]
    [InlineData("\"tactic\": 5")]
    [InlineData("\"tactic\": 5.0")]
    [InlineData("\"tactic\": 1e9")]
    [InlineData("\"tactic\": \"\"")]
    [InlineData("\"tactic\": null")]
    [InlineData("\"place\": {\"uncertaintyRadiusM\": \"NaN\"}")]
    [InlineData("\"place\": {\"uncertaintyRadiusM\": \"1\"}")]
    [InlineData("\"place\": {\"uncertaintyRadiusM\": \" 1\"}")]
    [InlineData("\"place\": {\"uncertaintyRadiusM\": \"\"}")]
    [InlineData("\"place\": {\"uncertaintyRadiusM\": 1e400}")]
    [InlineData("\"revision\": \"+5\"")]
    [InlineData("\"revision\": \"-0\"")]
    [InlineData("\"revision\": \"007\"")]
    [InlineData("\"revision\": 5.0")]
    [InlineData("\"revision\": 5e1")]
    [InlineData("\"revision\": 9223372036854775808")]
    [InlineData("\"revision\": \"\"")]
    [InlineData("\"createTime\": \"2021-08-03T20:00:00.1234567891Z\"")]
    [InlineData("\"createTime\": \"2021-08-03T20:00:00+04:30\"")]
    [InlineData("\"createTime\": \"2021-08-03\"")]
    [InlineData("\"createTime\": {\"seconds\": 1}")]
    [InlineData("\"event_time\": null, \"eventTime\": {\"startDate\": {\"year\": 2021}}")]
    public async Task An_unusual_value_is_read_or_refused_in_the_usual_shape(string field)
    {
        await using var host = await RunningHost.StartAsync(new ScriptedIncidents());
        var body = $$$"""{"title": "A", "eventTime": {"startDate": {"year": 2021}}, {{{field}}}}""";

        using var response = await PostAsync(host, "/v1/incidents" + Query, body);

        if (response.StatusCode == HttpStatusCode.OK)
            Assert.Equal(Incident.Parser.ParseJson(body), Incident.Parser.ParseJson(await response.Content.ReadAsStringAsync()));
        else
            Assert.NotEmpty((await Expect.RefusedAsync(response, 400)).Violations());
    }

    [Theory]
    [InlineData("/v1/incidents?page_syze=1&x=1", "page_syze|x")]
    [InlineData("/v1/incidents?page_size=1&pageSize=2", "page_size")]
    [InlineData("/v1/incidents?page_size=1&page_size=2", "page_size")]
    [InlineData("/v1/incidents?page_size=many&as_of.revision=first&as_of.time=now", "page_size|as_of.revision|as_of.time")]
    [InlineData("/v1/incidents?as_of=1", "as_of")]
    [InlineData("/v1/incidents?as_of.revision.x=1", "as_of.revision.x")]
    [InlineData("/v1/incidents?as_of..revision=1&=1", "as_of..revision|")]
    [InlineData("/v1/incidents/a?name=incidents/b", "name")]
    public async Task Every_fault_of_a_query_is_named(string path, string keys)
    {
        await using var host = await RunningHost.StartAsync(new ScriptedIncidents());

        var status = await Expect.RefusedAsync(await host.Http.GetAsync(new Uri(path, UriKind.Relative)), 400);

        Assert.Equal(keys.Split('|').Order(), status.Violations().Order());
    }

    [Theory]
    [InlineData("/v1/incidents?incident.title=A&request_id=x", "incident.title")]
    [InlineData("/v1/incidents/a:retract?etag=x", "etag")]
    public async Task What_the_body_holds_is_not_taken_from_the_query(string path, string key)
    {
        await using var host = await RunningHost.StartAsync(new ScriptedIncidents());

        var status = await Expect.RefusedAsync(await PostAsync(host, path, "{}"), 400);

        Assert.Equal([key], status.Violations());
    }

    [Fact]
    public async Task A_body_where_none_is_read_is_refused()
    {
        await using var host = await RunningHost.StartAsync(new ScriptedIncidents());
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/v1/incidents", UriKind.Relative)) { Content = Expect.Json("{}") };

        Assert.Equal([""], (await Expect.RefusedAsync(await host.Http.SendAsync(request), 400)).Violations());
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData(null)]
    public async Task A_body_of_another_type_is_refused(string? type)
    {
        await using var host = await RunningHost.StartAsync(new ScriptedIncidents());
        using var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        Assert.Equal([""], (await Expect.RefusedAsync(await host.Http.PostAsync(new Uri("/v1/incidents" + Query, UriKind.Relative), content), 400)).Violations());
    }

    [Fact]
    public async Task Both_styles_of_names_are_read()
    {
        ListIncidentsRequest? listed = null;
        await using var host = await RunningHost.StartAsync(new ScriptedIncidents
        {
            List = (request, _) =>
            {
                listed = request;
                return Task.FromResult(new ListIncidentsResponse { Revision = 3 });
            },
        });

        var answer = await host.Http.GetStringAsync(new Uri("/v1/incidents?pageSize=7&page_token=t&asOf.time=2021-08-03T20:00:00Z&min_revision=5", UriKind.Relative));

        Assert.Equal("""{"incidents":[],"nextPageToken":"","revision":"3"}""", answer.Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(
            new ListIncidentsRequest { PageSize = 7, PageToken = "t", MinRevision = 5, AsOf = new AsOf { Time = new() { Seconds = 1628020800 } } }, listed);
    }

    [Theory]
    [InlineData("update_mask=title,event_time")]
    [InlineData("updateMask=title,eventTime")]
    public async Task An_update_mask_may_be_in_either_style(string mask)
    {
        UpdateIncidentRequest? updated = null;
        await using var host = await RunningHost.StartAsync(new ScriptedIncidents
        {
            Update = (request, _) =>
            {
                updated = request;
                return Task.FromResult(request.Incident);
            },
        });
        using var content = Expect.Json(Valid);

        var response = await host.Http.PatchAsync(new Uri($"/v1/incidents/a{Query}&{mask}&reason=r", UriKind.Relative), content);

        Assert.True(response.StatusCode == HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        Assert.Equal("incidents/a", updated!.Incident.Name);
        Assert.Equal(["title", "event_time"], updated.UpdateMask.Paths);
        Assert.Equal("r", updated.Reason);
    }

    [Fact]
    public async Task Violations_of_the_contract_are_listed_in_json_too()
    {
        await using var host = await RunningHost.StartAsync(new ScriptedIncidents());

        var status = await Expect.RefusedAsync(await PostAsync(host, "/v1/incidents?incident_id=NO&request_id=1", """{"place": {"country": "Afghanistan"}}"""), 400);

        Assert.Equal(["incident.title", "incident.event_time", "incident.place.country", "incident_id", "request_id"], status.Violations());
        Assert.All(status.Detail<BadRequest>().FieldViolations, violation => Assert.NotEmpty(violation.Description));
    }

    [Fact]
    public async Task Any_valid_incident_travels_as_json_unchanged_in_either_style()
    {
        await using var host = await RunningHost.StartAsync(new ScriptedIncidents());
        var camel = new JsonFormatter(JsonFormatter.Settings.Default);
        var snake = new JsonFormatter(JsonFormatter.Settings.Default.WithPreserveProtoFieldNames(true).WithFormatDefaultValues(true));

        await Gen.Select(Generated.Incident, Gen.Bool).SampleAsync(
            async (incident, inSnake) =>
            {
                using var response = await PostAsync(host, "/v1/incidents" + Query, (inSnake ? snake : camel).Format(incident));
                var text = await response.Content.ReadAsStringAsync();
                Assert.True(response.StatusCode == HttpStatusCode.OK, text);
                Assert.Equal(incident, Incident.Parser.ParseJson(text));
            },
            iter: 200, threads: 1);
    }

    [Fact]
    public async Task Nothing_that_the_parser_refuses_reaches_a_handler()
    {
        await using var host = await RunningHost.StartAsync(new ScriptedIncidents());
        var formatter = new JsonFormatter(JsonFormatter.Settings.Default);

        // One character of valid JSON replaced by another: whatever comes of it, the answer is the parser's, or a refusal in the usual shape.
        await Gen.Select(Generated.Incident, Gen.Int[0, 100_000], Gen.Char["{}[]:,\"0aT\\-."]).SampleAsync(
            async (incident, at, with) =>
            {
                var json = formatter.Format(incident).ToCharArray();
                json[at % json.Length] = with;
                using var response = await PostAsync(host, "/v1/incidents" + Query, new string(json));
                if (response.StatusCode == HttpStatusCode.OK)
                    Assert.Equal(Incident.Parser.ParseJson(new string(json)), Incident.Parser.ParseJson(await response.Content.ReadAsStringAsync()));
                else
                    Assert.NotEmpty((await Expect.RefusedAsync(response, 400)).Violations());
            },
            iter: 500, threads: 1);
    }

    private static Task<HttpResponseMessage> PostAsync(RunningHost host, string path, string body) =>
        host.Http.PostAsync(new Uri(path, UriKind.Relative), Expect.Json(body));
}

using Casualties.Hosting;
using System.Globalization;
using System.Text.Json.Nodes;
using Casualties.Gateway;
using Casualties.Incidents.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Grpc.Core;

namespace Access.Tests;

/// <summary><c>casualties token</c>: what it prints opens what it says, and nothing else.</summary>
public sealed class TokenCommandTests : SuiteTest, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("casualties-token-").FullName;

    private string Data => Path.Combine(folder, "data");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task S8_A_token_is_of_a_public_reader_for_eight_hours_unless_more_is_said()
    {
        var before = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var payload = await PayloadAsync("asma");

        Assert.Equal(["asma", "casualties", "casualties", "public"], Names("sub", "iss", "aud", "audience").Select(name => payload[name]!.GetValue<string>()));
        Assert.Equal(["reader"], payload["roles"]!.AsArray().Select(role => role!.GetValue<string>()));
        Assert.Null(payload["organisation"]);
        Assert.InRange(payload["nbf"]!.GetValue<long>(), before, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        Assert.Equal(8 * 3600, Life(payload));
    }

    [Theory]
    [InlineData("1m", 60)]
    [InlineData("90m", 90 * 60)]
    [InlineData("8h", 8 * 3600)]
    [InlineData("31d", 31 * 24 * 3600)]
    public async Task A_token_lives_as_long_as_is_said(string expires, long seconds) =>
        Assert.Equal(seconds, Life(await PayloadAsync("asma", "--expires", expires)));

    [Theory]
    [InlineData("0m")]
    [InlineData("0d")]
    [InlineData("32d")]
    [InlineData("745h")]
    [InlineData("44641m")]
    [InlineData("99999999999d")]
    [InlineData("2147483647d")]
    [InlineData("-1h")]
    [InlineData("+1h")]
    [InlineData("1.5h")]
    [InlineData("8")]
    [InlineData("h")]
    [InlineData("8w")]
    [InlineData("8 h")]
    [InlineData("08:00:00")]
    [InlineData("tomorrow")]
    [InlineData("")]
    public async Task S8_A_life_that_is_none_or_too_long_is_refused_with_what_it_may_be(string expires)
    {
        var (code, output, errors) = await Command.RunAsync("token", "asma", "--data", Data, "--expires", expires);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("--expires must be like 30m, 8h or 7d, and at most 31d.", errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Data));
    }

    [Theory]
    [InlineData("recorder", "--role", "service")]
    [InlineData("recorder", "--role", "Recorder")]
    [InlineData("partner", "--audience", "everyone")]
    public async Task S8_What_a_token_cannot_say_is_refused_with_what_it_can(string named, params string[] args)
    {
        var (code, output, errors) = await Command.RunAsync(["token", "asma", "--data", Data, .. args]);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(named, errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Data));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(" asma")]
    [InlineData("as\nma")]
    public async Task S8_A_subject_that_nobody_could_be_told_by_is_refused(string subject)
    {
        var (code, output, errors) = await Command.RunAsync("token", subject, "--data", Data);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("SUBJECT", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task S8_A_token_opens_what_it_says_and_nothing_else()
    {
        var suite = await StartAsync();
        var restricted = await suite.CreateAsync(Some.Incident().With(incident => incident.Visibility = Audience.Restricted));

        var reader = await CallsAsync("reader", "--audience", "partner");
        Assert.Equal("NOT_PERMITTED", (await Refusal.OfAsync(CreateAsync(reader))).Reason);
        Assert.Equal("RECORD_NOT_FOUND", (await Refusal.OfAsync(ReadAsync(reader))).Reason);
        var recorder = await CallsAsync("recorder", "--role", "recorder", "--audience", "restricted", "--organisation", "Us", "--expires", "5m");
        await ReadAsync(recorder);
        await CreateAsync(recorder);
        var source = await suite.CreateAsync(Some.Source());
        Assert.Equal("NOT_PERMITTED", (await Refusal.OfAsync(RateAsync(recorder))).Reason);
        var steward = await CallsAsync("steward", "--role", "recorder", "--role", "steward", "--audience", "restricted");
        await CreateAsync(steward);
        await RateAsync(steward);
        var revisions = await new IncidentService.IncidentServiceClient(suite.Invoker).ListIncidentRevisionsAsync(new ListIncidentRevisionsRequest { Name = (await CreateAsync(steward)).Name });
        Assert.Equal("steward", Assert.Single(revisions.Revisions).Info.Actor);

        async Task<CallInvoker> CallsAsync(string subject, params string[] args)
        {
            var (code, output, _) = await Command.RunAsync(["token", subject, "--data", suite.DataDirectory, .. args]);
            Assert.Equal(0, code);
            return suite.Anonymous.WithToken(output.Trim);
        }

        AsyncUnaryCall<Incident> ReadAsync(CallInvoker calls) => new IncidentService.IncidentServiceClient(calls).GetIncidentAsync(new GetIncidentRequest { Name = restricted.Name });
        static AsyncUnaryCall<Incident> CreateAsync(CallInvoker calls) =>
            new IncidentService.IncidentServiceClient(calls).CreateIncidentAsync(new CreateIncidentRequest { Incident = Some.Incident(), RequestId = Some.NewRequestId() });
        AsyncUnaryCall<Source> RateAsync(CallInvoker calls) => new SourceService.SourceServiceClient(calls).RateSourceAsync(
            new RateSourceRequest { Name = source.Name, Etag = source.Etag, Grade = ReliabilityGrade.B, Rationale = "Often right.", RequestId = Some.NewRequestId() });
    }

    [Fact]
    public async Task S8_A_token_of_another_data_folder_opens_nothing()
    {
        var suite = await StartAsync();
        var (_, output, _) = await Command.RunAsync("token", "asma", "--role", "admin", "--audience", "restricted", "--data", Data);
        using var http = new HttpClient { BaseAddress = suite.HttpAddress };
        http.DefaultRequestHeaders.Authorization = new("Bearer", output.Trim());
        using var answer = await http.GetAsync(new Uri("/v1/incidents", UriKind.Relative));
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Where_an_authority_is_set_people_get_their_tokens_there()
    {
        var (code, output, errors) = await Command.RunAsync("token", "asma", "--data", Data, "--Access:Authority=https://login.example.org");
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("Access:Authority", errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Data));
    }

    [Fact]
    public async Task A_token_names_its_claims_as_the_suite_is_told_to_read_them()
    {
        var payload = await PayloadAsync("asma", "--role", "auditor", "--organisation", "Us", "--Access:RolesClaim=groups", "--Access:AudienceClaim=clearance", "--Access:OrganisationClaim=org", "--Access:TokenAudience=ours");
        Assert.Equal(["ours", "public", "Us"], Names("aud", "clearance", "org").Select(name => payload[name]!.GetValue<string>()));
        Assert.Equal(["reader", "auditor"], payload["groups"]!.AsArray().Select(role => role!.GetValue<string>()));
    }

    private static string[] Names(params string[] names) => names;

    private static long Life(JsonObject payload) => payload["exp"]!.GetValue<long>() - payload["nbf"]!.GetValue<long>();

    private async Task<JsonObject> PayloadAsync(params string[] args)
    {
        var (code, output, errors) = await Command.RunAsync(["token", .. args, "--data", Data]);
        Assert.True(code == 0, string.Create(CultureInfo.InvariantCulture, $"{code}: {errors}"));
        return TokenParts.Of(Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries))).Payload;
    }
}

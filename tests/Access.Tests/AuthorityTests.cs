using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Casualties.Hosting;
using Casualties.Incidents.V1;
using Casualties.Type.V1;
using CsCheck;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Access.Tests;

/// <summary>Whom an OpenID Connect authority names is believed, and nobody else but the suite's own services.</summary>
public sealed class AuthorityTests : SuiteTest, IAsyncLifetime
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly LogCapture logs = new();
    private readonly SuiteKey own = SuiteKey.Load(TestKey.Path);
    private TestLogin login = null!;
    private TokenReader reader = null!;

    public async ValueTask InitializeAsync()
    {
        login = await TestLogin.StartAsync(time);
        login.Publish("rsa", RSA.Create(2048));
        login.Publish("ec", ECDsa.Create(ECCurve.NamedCurves.nistP256));
        reader = Reader(new AccessSettings { Authority = login.Address });
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await base.DisposeAsync();
        reader.Dispose();
        await login.DisposeAsync();
    }

    [Theory]
    [InlineData("rsa")]
    [InlineData("ec")]
    public async Task A_person_is_who_and_what_the_authority_says(string key)
    {
        Assert.Equal(new Caller("asma", RoleSet.Of(Role.Reader), Audience.Public), await reader.ReadAsync(login.Token(key)));
        Assert.Equal(
            new Caller("asma", RoleSet.Of(Role.Reader, Role.Recorder, Role.Steward), Audience.Partner, "Us"),
            await reader.ReadAsync(login.Token(key, token => token.With("roles", new JsonArray("recorder", "steward")).With("audience", "partner").With("organisation", "Us"))));
        Assert.Equal(
            new Caller("asma", RoleSet.Of(Role.Reader, Role.Auditor), Audience.Restricted, "Us"),
            await reader.ReadAsync(login.Token(key, token => token.With("roles", "auditor").With("audience", new JsonArray("restricted")).With("organisation", new JsonArray("Us")).With("aud", new JsonArray("others", "casualties")))));
    }

    [Fact]
    public async Task S8_What_the_authority_says_in_other_words_gives_nothing()
    {
        JsonNode[] roles = ["Admin", "ADMIN", "admin,auditor", "admin auditor", " admin", "unspecified", "6", 6, true, new JsonArray("Admin", 6, "everyone"), new JsonObject { ["admin"] = true }, new JsonArray(new JsonArray("admin"))];
        foreach (var words in roles)
            Assert.Equal(new Caller("asma", RoleSet.Of(Role.Reader), Audience.Public), await reader.ReadAsync(login.Token("ec", token => token.With("roles", words.DeepClone()))));
        JsonNode[] audiences = ["Restricted", "restricted partner", "unspecified", "", 3, new JsonObject { ["restricted"] = true }, new JsonArray(), new JsonArray("public", "restricted")];
        foreach (var words in audiences)
            Assert.Equal(Audience.Public, (await reader.ReadAsync(login.Token("ec", token => token.With("audience", words.DeepClone()))))!.Audience);
    }

    [Fact]
    public async Task Claims_have_the_names_that_are_configured_and_those_alone()
    {
        using var configured = Reader(new AccessSettings
        {
            Authority = login.Address, TokenAudience = "ours", RolesClaim = "https://example.org/roles", AudienceClaim = "clearance", OrganisationClaim = "org",
        });
        Assert.Equal(
            new Caller("asma", RoleSet.Of(Role.Reader, Role.Reviewer), Audience.Partner, "Us"),
            await configured.ReadAsync(login.Token("rsa", token => token.With("aud", "ours").With("https://example.org/roles", new JsonArray("reviewer")).With("clearance", "partner").With("org", "Us"))));
        Assert.Equal(
            new Caller("asma", RoleSet.Of(Role.Reader), Audience.Public),
            await configured.ReadAsync(login.Token("rsa", token => token.With("aud", "ours").With("roles", "admin").With("audience", "restricted").With("organisation", "Us"))));
        Assert.Null(await configured.ReadAsync(login.Token("rsa")));
    }

    [Fact]
    public async Task S8_What_the_authority_did_not_sign_for_us_and_for_now_is_refused()
    {
        using var strange = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(2048);
        login.Publish("other", rsa);
        var good = TokenParts.Of(login.Token("other"));
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        Dictionary<string, string> tokens = new()
        {
            ["of a stranger"] = login.Signed("ec", strange),
            ["of a stranger with an unknown key"] = login.Signed("mine", strange),
            ["of a stranger without the name of a key"] = login.Signed("", strange),
            ["of a key that is another's"] = login.Signed("ec", rsa),
            ["of another issuer"] = login.Token("ec", token => token.With("iss", "https://login.example.org/")),
            ["of the suite's issuer"] = login.Token("ec", token => token.With("iss", SuiteKey.Issuer)),
            ["for others"] = login.Token("ec", token => token.With("aud", "hospitals")),
            ["for nobody"] = login.Token("ec", token => token.With("aud", null)),
            ["of nobody"] = login.Token("ec", token => token.With("sub", null)),
            ["expired"] = login.Token("ec", token => token.With("exp", now - 31)),
            ["not valid yet"] = login.Token("ec", token => token.With("nbf", now + 31)),
            ["without an end"] = login.Token("ec", token => token.With("exp", null)),
            ["signed by nobody"] = (good.WithHeader("alg", "none") with { Signature = [] }).ToString(),
            ["hashed with the public key"] = good.WithHeader("alg", "HS256").HashedWith(rsa.ExportSubjectPublicKeyInfo()).ToString(),
            ["hashed with the public key as text"] = good.WithHeader("alg", "HS256").HashedWith(System.Text.Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem())).ToString(),
            ["changed"] = good.With("roles", "admin").ToString(),
        };
        foreach (var (what, token) in tokens)
            Assert.True(await reader.ReadAsync(token) is null, what);
        Assert.NotNull(await reader.ReadAsync(good.ToString()));
    }

    [Fact]
    public async Task S8_The_suites_own_key_speaks_for_services_only_and_the_authority_for_people_only()
    {
        foreach (var role in Enum.GetValues<Role>().Where(role => role is not (Role.Unspecified or Role.Service)))
            Assert.Null(await reader.ReadAsync(Own(Callers.Of(role, Audience.Restricted))));
        var service = Callers.Of(Role.Service, Audience.Restricted);
        Assert.Equal(service, await reader.ReadAsync(Own(service)));

        foreach (var roles in new JsonNode[] { "service", new JsonArray("reader", "service"), new JsonArray("admin", "service") })
            Assert.Null(await reader.ReadAsync(login.Token("ec", token => token.With("roles", roles.DeepClone()).With("audience", "restricted"))));
        using var alone = Reader(new AccessSettings());
        Assert.NotNull(await alone.ReadAsync(Own(Callers.Of(Role.Admin, Audience.Restricted))));
        Assert.Null(await alone.ReadAsync(login.Token("ec")));
    }

    [Fact]
    public async Task S8_A_token_ends_when_it_says_though_it_was_good_a_moment_ago()
    {
        var token = login.Token("ec", token => token.With("exp", time.GetUtcNow().ToUnixTimeSeconds() + 10));
        Assert.NotNull(await reader.ReadAsync(token));
        Assert.True(reader.Known(token) is not null);
        time.Advance(TimeSpan.FromSeconds(39));
        Assert.NotNull(await reader.ReadAsync(token));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(reader.Known(token) is not null);
        Assert.Null(await reader.ReadAsync(token));
    }

    [Fact]
    public async Task A_token_that_ends_with_time_itself_is_good()
    {
        foreach (var end in new[] { 253_402_300_799, 253_402_300_800, long.MaxValue })
            Assert.NotNull(await reader.ReadAsync(login.Token("ec", token => token.With("exp", end))));
    }

    [Fact]
    public async Task A_new_key_of_the_authority_is_followed_and_strangers_cannot_make_it_asked_often()
    {
        Assert.NotNull(await reader.ReadAsync(login.Token("ec")));
        Assert.Equal(1, login.Requests);
        login.Publish("next", ECDsa.Create(ECCurve.NamedCurves.nistP256));
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.NotNull(await reader.ReadAsync(login.Token("next")));
        Assert.NotNull(await reader.ReadAsync(login.Token("ec")));
        Assert.Equal(2, login.Requests);

        using var strange = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        time.Advance(TimeSpan.FromSeconds(5));
        await Task.WhenAll(Enumerable.Range(0, 50).Select(async i => Assert.Null(await reader.ReadAsync(login.Signed($"mine-{i}", strange)))));
        await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ => Assert.Null(await reader.ReadAsync(login.Signed("ec", strange)))));
        Assert.Equal(3, login.Requests);
    }

    [Fact]
    public async Task S8_A_key_that_the_authority_withdraws_soon_opens_nothing()
    {
        var token = login.Token("ec", parts => parts.With("exp", time.GetUtcNow().AddDays(1).ToUnixTimeSeconds()));
        Assert.NotNull(await reader.ReadAsync(token));
        login.Withdraw("ec");
        var withdrawn = time.GetUtcNow();
        time.Advance(TimeSpan.FromMinutes(4));
        Assert.NotNull(await reader.ReadAsync(token));
        Assert.Equal(1, login.Requests);
        // Then it is asked again, while what is known serves on; and what was found good is looked at every minute.
        time.Advance(TimeSpan.FromMinutes(1));
        await UntilAsync(async () =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return await reader.ReadAsync(token) is null;
        });
        Assert.InRange(time.GetUtcNow() - withdrawn, TimeSpan.Zero, TimeSpan.FromHours(1));
        Assert.NotNull(await reader.ReadAsync(login.Token("rsa")));
    }

    [Fact]
    public async Task S8_No_text_is_taken_for_a_token_and_none_is_a_fault_of_ours()
    {
        var good = login.Token("ec");
        await Gen.Select(Gen.Int[0, good.Length - 1], Gen.Int[0, good.Length], Gen.String[Gen.Char["AZaz09-_.={}\"\0 é"], 0, 20]).SampleAsync(
            async (at, length, with) =>
            {
                var text = string.Concat(good.AsSpan(0, at), with, good.AsSpan(Math.Min(at + length, good.Length)));
                // The last character of a signature has bits that mean nothing.
                if (!string.Equals(text[..Math.Min(text.Length, good.Length - 1)], good[..^1], StringComparison.Ordinal) || text.Length != good.Length)
                    Assert.Null(await reader.ReadAsync(text));
            },
            iter: 2_000,
            threads: 1);
    }

    [Fact]
    public async Task What_the_authority_said_holds_while_it_is_down()
    {
        Assert.NotNull(await reader.ReadAsync(login.Token("ec")));
        await login.StopAsync();
        for (var hour = 0; hour < 3; hour++)
        {
            time.Advance(TimeSpan.FromHours(1));
            Assert.NotNull(await reader.ReadAsync(login.Token("ec")));
        }
        await UntilAsync(() => Task.FromResult(logs.Entries.Any(entry => entry.Level == LogLevel.Warning && entry.Text.Contains("the authority", StringComparison.Ordinal))));
    }

    public static TheoryData<string> Faults => [.. FaultyAnswers.Keys];

    private static Dictionary<string, RequestDelegate> FaultyAnswers { get; } = new()
    {
        ["error 500"] = context => Say(context, "", StatusCodes.Status500InternalServerError),
        ["not found"] = context => Say(context, "", StatusCodes.Status404NotFound),
        ["nothing"] = context => Say(context, ""),
        ["no JSON"] = context => Say(context, "<html></html>"),
        ["a list"] = context => Say(context, "[]"),
        ["null"] = context => Say(context, "null"),
        ["no keys"] = context => Say(context, """{"issuer":"http://127.0.0.1/"}"""),
        ["keys elsewhere that are none"] = context => Say(context, $$"""{"issuer":"http://127.0.0.1/","jwks_uri":"http://{{context.Request.Host}}/keys","keys":"none"}"""),
        ["an address of keys that is none"] = context => Say(context, """{"issuer":"http://127.0.0.1/","jwks_uri":"nowhere"}"""),
        ["an address of keys that is a file"] = context => Say(context, """{"issuer":"http://127.0.0.1/","jwks_uri":"file:///etc/passwd"}"""),
        ["more than a document"] = context => Say(context, new string(' ', 2 * 1024 * 1024)),
        ["half an answer"] = async context =>
        {
            context.Response.ContentLength = 100;
            await context.Response.WriteAsync("{");
            context.Abort();
        },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Who_cannot_be_known_is_told_to_try_again_and_is_known_once_the_authority_answers(string fault)
    {
        login.Instead = FaultyAnswers[fault];
        Assert.Equal("login", (await Assert.ThrowsAsync<ServiceUnreachable>(async () => await reader.ReadAsync(login.Token("ec")))).Service);
        Assert.Single(logs.Entries, entry => entry.Level == LogLevel.Warning);
        login.Instead = null;
        // Not at once: it was asked a moment ago.
        await Assert.ThrowsAsync<ServiceUnreachable>(async () => await reader.ReadAsync(login.Token("ec")));
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.NotNull(await reader.ReadAsync(login.Token("ec")));
        Assert.Single(logs.Entries);
    }

    [Fact]
    public async Task A_suite_whose_authority_is_down_starts_refuses_people_and_takes_them_in_once_it_is_up()
    {
        await using var late = new TestLogin(TimeProvider.System);
        late.Publish("ec", ECDsa.Create(ECCurve.NamedCurves.nistP256));
        await late.ResumeAsync();
        await late.StopAsync();
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var suite = await StartAsync(clock, args: [$"--Access:Authority={late.Address}"]);
        var calls = As(late.Token("ec", token => token.With("roles", "recorder").With("audience", "restricted")));

        var refused = await Refusal.OfAsync(List(calls));
        Assert.Equal((StatusCode.Unavailable, "SERVICE_UNREACHABLE", "login"), (refused.Code, refused.Reason, refused.Metadata["service"]));
        using var http = new HttpClient { BaseAddress = suite.HttpAddress };
        http.DefaultRequestHeaders.Authorization = new("Bearer", late.Token("ec"));
        using (var answer = await http.GetAsync(new Uri("/v1/incidents", UriKind.Relative)))
            Assert.Equal(StatusCode.Unavailable, (await Refusal.OfAsync(answer)).Code);
        Assert.Equal("UNAUTHENTICATED", (await Refusal.OfAsync(List(As("no.token.atall")))).Reason);
        Assert.Equal("UNAUTHENTICATED", (await Refusal.OfAsync(List(suite.Anonymous))).Reason);

        await late.ResumeAsync();
        clock.Advance(TimeSpan.FromSeconds(5));
        // Through the gateway, and at the service behind it.
        await List(calls);
        var created = await new IncidentService.IncidentServiceClient(calls).CreateIncidentAsync(new CreateIncidentRequest { Incident = Some.Incident(), RequestId = Some.NewRequestId() });
        Assert.Equal(created, await new IncidentService.IncidentServiceClient(calls).GetIncidentAsync(new GetIncidentRequest { Name = created.Name }));
        // The suite's own key does not speak for people here.
        Assert.Equal("UNAUTHENTICATED", (await Refusal.OfAsync(List(suite.Invoker))).Reason);
        Assert.Equal("UNAUTHENTICATED", (await Refusal.OfAsync(List(As(late.Token("ec", token => token.With("roles", "service").With("audience", "restricted")))))).Reason);

        CallInvoker As(string token) => suite.Anonymous.WithToken(() => token);
        static AsyncUnaryCall<ListIncidentsResponse> List(CallInvoker calls) => new IncidentService.IncidentServiceClient(calls).ListIncidentsAsync(new ListIncidentsRequest());
    }

    private static Task Say(HttpContext context, string text, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(text);
    }

    private static async Task UntilAsync(Func<Task<bool>> happened)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await happened())
            await Task.Delay(TimeSpan.FromMilliseconds(5), patience.Token);
    }

    private TokenReader Reader(AccessSettings settings) => new(settings, own, time, LoggerFactory.Create(log => log.AddProvider(logs)).CreateLogger<TokenReader>());

    private string Own(Caller caller) => new TokenIssuer(own, new AccessSettings(), time).Issue(caller, TimeSpan.FromMinutes(5));
}

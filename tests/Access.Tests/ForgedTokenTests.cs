using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Casualties.Gateway;
using Microsoft.Extensions.Logging;

namespace Access.Tests;

/// <summary>S8: tokens that are forged, stripped, out of their time or made for others open no door: no port, no socket, no form of a call.</summary>
public sealed class ForgedTokenTests(Doors doors) : IClassFixture<Doors>
{
    private static readonly ECDsa Key = KeyOf(TestKey.Path);

    /// <summary>What is wrong, and a value of the header <c>authorization</c> with which it is.</summary>
    private static readonly Dictionary<string, Func<string>> Forgeries = new()
    {
        ["signed by another key of the same name"] = () => Bearer(Good().SignedBy(ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256)),
        ["signed by another key that it brings along"] = SignedByItsOwn,
        ["expired"] = () => Bearer(Signed(Good().With("exp", Now(-60)))),
        ["not valid yet"] = () => Bearer(Signed(Good().With("nbf", Now(60)))),
        ["without an end"] = () => Bearer(Signed(Good().With("exp", null))),
        ["with an end that is no number"] = () => Bearer(Signed(Good().With("exp", "tomorrow"))),
        ["for another audience"] = () => Bearer(Signed(Good().With("aud", "hospitals"))),
        ["for nobody"] = () => Bearer(Signed(Good().With("aud", null))),
        ["of another issuer"] = () => Bearer(Signed(Good().With("iss", "https://login.example.org/"))),
        ["of no issuer"] = () => Bearer(Signed(Good().With("iss", null))),
        ["of no one"] = () => Bearer(Signed(Good().With("sub", null))),
        ["of someone without a name"] = () => Bearer(Signed(Good().With("sub", ""))),
        ["algorithm none"] = () => Bearer(Good().WithHeader("alg", "none") with { Signature = [] }),
        ["algorithm None with a signature"] = () => Bearer(Good().WithHeader("alg", "None")),
        ["no algorithm"] = () => Bearer(Good().WithHeader("alg", null)),
        ["a hash keyed with the public key"] = () => Bearer(Good().WithHeader("alg", "HS256").HashedWith(Key.ExportSubjectPublicKeyInfo())),
        ["a hash keyed with the public key as text"] = () => Bearer(Good().WithHeader("alg", "HS256").HashedWith(Encoding.ASCII.GetBytes(Key.ExportSubjectPublicKeyInfoPem()))),
        ["a hash keyed with nothing"] = () => Bearer(Good().WithHeader("alg", "HS256").HashedWith([])),
        ["signed with ES384"] = () => Bearer(Good().WithHeader("alg", "ES384").SignedBy(Key, HashAlgorithmName.SHA384)),
        ["said to be RS256"] = () => Bearer(Good().WithHeader("alg", "RS256").SignedBy(Key, HashAlgorithmName.SHA256)),
        ["signed with RSA"] = () => Bearer(Good().WithHeader("alg", "RS256").SignedBy(RSA.Create(2048))),
        ["a signature of zeros"] = () => Bearer(Good() with { Signature = new byte[64] }),
        ["a signature of no bytes"] = () => Bearer(Good() with { Signature = [] }),
        ["a bit of the signature flipped"] = () => Bearer(Good() with { Signature = Flipped(Good().Signature) }),
        ["a role more than was signed"] = () => Bearer(Good().With("roles", new JsonArray("reader", "service"))),
        ["a later end than was signed"] = () => Bearer(Good().With("exp", Now(3600))),
        ["without its signature"] = () => $"Bearer {Text()[..Text().LastIndexOf('.')]}",
        ["with two signatures"] = () => $"Bearer {Text()}{Text()[Text().LastIndexOf('.')..]}",
        ["three empty parts"] = () => "Bearer ..",
        ["five parts"] = () => "Bearer eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..AAAA.AAAA.AAAA",
        ["no JSON in it"] = () => "Bearer AAAA.AAAA.AAAA",
        ["as long as headers may be"] = () => $"Bearer {Text()}{new string('A', 24 * 1024)}",
        ["nothing"] = () => "",
        ["a scheme alone"] = () => "Bearer",
        ["a scheme and a blank"] = () => "Bearer ",
        ["no scheme"] = Text,
        ["the scheme Basic"] = () => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"owner:{Text()}"))}",
        ["the scheme Basic with a good token"] = () => $"Basic {Text()}",
        ["another scheme"] = () => $"BearerX {Text()}",
        ["a tab behind the scheme"] = () => $"Bearer\t{Text()}",
        ["two tokens in one header"] = () => $"Bearer {Text()}, Bearer {Text()}",
        ["the token twice"] = () => $"Bearer {Text()} {Text()}",
    };

    public static TheoryData<string> All => [.. Forgeries.Keys];

    [Theory]
    [MemberData(nameof(All))]
    public async Task S8_It_opens_no_door(string what)
    {
        foreach (var door in doors.All)
            AssertAnswer(DoorAnswer.NotValid, await door.ShowAsync(Forgeries[what]()), door, what);
    }

    [Fact]
    public async Task A_good_token_opens_every_door_however_its_scheme_is_written()
    {
        // The gateway's ports and three services, each on ports, on a socket and embedded.
        Assert.Equal((4 * 4) + (3 * (4 + 3 + 3)), doors.All.Count);
        foreach (var door in doors.All)
        {
            foreach (var authorization in new[] { $"Bearer {Text()}", $"bearer {Text()}", $"BEARER   {Text()}", $"Bearer {Text()}  ", Bearer(Signed(Good())), Bearer(Signed(Good().With("exp", long.MaxValue / 1000))) })
                AssertAnswer(DoorAnswer.Fine, await door.ShowAsync(authorization), door, authorization);
        }
    }

    [Fact]
    public async Task S8_A_token_elsewhere_than_in_its_header_opens_no_door()
    {
        foreach (var door in doors.All)
        {
            AssertAnswer(DoorAnswer.NoToken, await door.CallAsync(_ => { }), door, "no token");
            AssertAnswer(DoorAnswer.NoToken, await door.CallAsync(request => request.Headers.Add("Cookie", $"authorization={Text()}; access_token={Text()}; token={Text()}")), door, "a cookie");
            AssertAnswer(DoorAnswer.NoToken, await door.CallAsync(request => request.RequestUri = new Uri($"{request.RequestUri}?access_token={Text()}&token={Text()}")), door, "the address");
            AssertAnswer(DoorAnswer.NoToken, await door.CallAsync(request => request.Headers.Add("Proxy-Authorization", $"Bearer {Text()}")), door, "the header of proxies");
            AssertAnswer(DoorAnswer.NoToken, await door.CallAsync(request => request.Headers.Add("X-Forwarded-Authorization", $"Bearer {Text()}")), door, "a header of somebody's");
        }
    }

    [Fact]
    public async Task S8_Two_headers_open_no_door_though_both_are_good()
    {
        foreach (var door in doors.Http.Where(door => door.Form == DoorForm.Json))
        {
            Assert.StartsWith("HTTP/1.1 200 ", await SayAsync(door, $"Authorization: Bearer {Text()}"), StringComparison.Ordinal);
            var two = await SayAsync(door, $"Authorization: Bearer {Text()}", $"authorization: Bearer {Text()}");
            Assert.StartsWith("HTTP/1.1 401 ", two, StringComparison.Ordinal);
            Assert.Contains("\r\nWWW-Authenticate: Bearer\r\n", two, StringComparison.Ordinal);
            // A line break cannot be part of a header.
            Assert.StartsWith("HTTP/1.1 400 ", await SayAsync(door, $"Authorization: Bearer {Text()}\r\n "), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task S8_A_token_of_a_megabyte_is_not_even_read()
    {
        var huge = $"Bearer {Text()}{new string('A', 1024 * 1024)}";
        foreach (var door in doors.All)
        {
            Assert.False(await IsAnsweredAsync(door, huge), door.Name);
            AssertAnswer(DoorAnswer.Fine, await door.ShowAsync($"Bearer {Text()}"), door, "a good token afterwards");
        }
    }

    internal static ECDsa KeyOf(string path)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(path));
        return key;
    }

    internal static IEnumerable<string> AllForgeries => Forgeries.Values.Select(forge => forge());

    private static TokenParts Good() => TokenParts.Of(Text());

    private static string Text() => TestKey.For(Suite.Owner).Current;

    private static TokenParts Signed(TokenParts token) => token.SignedBy(Key, HashAlgorithmName.SHA256);

    private static string Bearer(TokenParts token) => $"Bearer {token}";

    private static long Now(int seconds) => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + seconds;

    private static byte[] Flipped(byte[] bytes)
    {
        bytes[^1] ^= 1;
        return bytes;
    }

    private static string SignedByItsOwn()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var jwk = new JsonObject
        {
            ["kty"] = "EC",
            ["crv"] = "P-256",
            ["x"] = System.Buffers.Text.Base64Url.EncodeToString(point.X),
            ["y"] = System.Buffers.Text.Base64Url.EncodeToString(point.Y),
        };
        return Bearer(Good().WithHeader("jwk", jwk).WithHeader("kid", "mine").SignedBy(key, HashAlgorithmName.SHA256));
    }

    private static void AssertAnswer(DoorAnswer expected, DoorAnswer answer, Door door, string what) => Assert.True(expected == answer, $"{door.Name}, {what}: {answer}");

    // Whether an RPC, or the suite for it, answered. The server ends the connection, perhaps before all is sent, or says so by HTTP alone.
    private static async Task<bool> IsAnsweredAsync(Door door, string authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, door.Call) { Version = door.Version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        try
        {
            using var response = await door.Client.SendAsync(request, CancellationToken.None);
            return response.StatusCode != HttpStatusCode.RequestHeaderFieldsTooLarge;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    // As no client of ours would.
    private static async Task<string> SayAsync(Door door, params string[] headers)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(door.Call.Host, door.Call.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {door.Call.AbsolutePath} HTTP/1.1\r\nHost: {door.Call.Authority}\r\nConnection: close\r\n{string.Join("\r\n", headers)}\r\n\r\n"));
        using var answer = new StreamReader(stream);
        return await answer.ReadToEndAsync();
    }
}

/// <summary>S8: what is shown to a door is not kept.</summary>
public sealed class RefusedTokenTests(Doors doors) : IClassFixture<Doors>
{
    // Longer than any id or hash that is rightly kept.
    private const int Telling = 70;

    [Fact]
    public async Task S8_Nothing_of_a_token_is_in_any_log_or_file()
    {
        string[] shown = [.. ForgedTokenTests.AllForgeries, $"Bearer {TestKey.For(Suite.Owner).Current}"];
        var inAddress = TestKey.For(Callers.Of(Casualties.Type.V1.Role.Reader, Casualties.Type.V1.Audience.Public)).Current;
        foreach (var door in doors.All)
        {
            foreach (var authorization in shown)
                await door.ShowAsync(authorization);
            await door.CallAsync(request => request.RequestUri = new Uri($"{request.RequestUri}?access_token={inAddress}"));
        }
        await doors.StopAsync();

        // The first part of all tokens is the same.
        var pieces = shown.SelectMany(text => text.Split('.', ' ', ',')).Where(piece => piece.Length >= Telling && !inAddress.Contains(piece, StringComparison.Ordinal)).ToHashSet();
        Assert.NotEmpty(pieces);
        Assert.Contains(doors.Logged, entry => entry.Text.StartsWith("Listening as counts", StringComparison.Ordinal));
        Assert.Empty(doors.Logged.Where(entry => pieces.Any(piece => entry.Text.Contains(piece, StringComparison.Ordinal))).Take(5));
        // Of addresses the frameworks speak, but not as loud as is logged unless somebody asks for more.
        var signature = inAddress[(inAddress.LastIndexOf('.') + 1)..];
        Assert.Empty(doors.Logged.Where(entry => entry.Text.Contains(signature, StringComparison.Ordinal) && !(IsFramework(entry.Category) && entry.Level < LogLevel.Warning)).Take(5));
        pieces.Add(signature);
        var kept = 0;
        foreach (var file in doors.Files)
        {
            var bytes = await File.ReadAllBytesAsync(file);
            kept += bytes.AsSpan().IndexOf("/casualties.incidents.v1.IncidentService/ListIncidents"u8) >= 0 ? 1 : 0;
            Assert.DoesNotContain(pieces, piece => bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(piece)) >= 0);
        }
        // That somebody was denied, and what, is kept: by the gateway, by the service that it runs, and by the one on ports and the one on a socket.
        Assert.Equal(4, kept);
    }

    private static bool IsFramework(string category) => category.StartsWith("Microsoft.", StringComparison.Ordinal) || category.StartsWith("Yarp.", StringComparison.Ordinal);
}

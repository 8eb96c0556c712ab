using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Access.Tests;

/// <summary>An OpenID Connect authority on this machine: it publishes what it is called and its keys, and signs tokens.</summary>
internal sealed class TestLogin(TimeProvider time) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, AsymmetricAlgorithm> published = new();
    private WebApplication? app;
    private int requests;

    /// <summary>What it is called; where it answers. The same after a restart.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>How often it was asked what it publishes.</summary>
    public int Requests => requests;

    /// <summary>Answers in place of what it publishes; null: it publishes.</summary>
    public RequestDelegate? Instead { get; set; }

    public static async Task<TestLogin> StartAsync(TimeProvider time)
    {
        var login = new TestLogin(time);
        await login.ResumeAsync();
        return login;
    }

    /// <summary>Answers from now on.</summary>
    public async Task ResumeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, Address.Port));
        app = builder.Build();
        app.Run(AnswerAsync);
        await app.StartAsync();
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    /// <summary>Answers no more: whoever connects is refused.</summary>
    public async Task StopAsync()
    {
        if (app is not null)
            await app.DisposeAsync();
        app = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (var key in published.Values)
            key.Dispose();
    }

    /// <summary>Publishes a key from now on.</summary>
    public void Publish(string name, AsymmetricAlgorithm key) => published[name] = key;

    /// <summary>Publishes it no more.</summary>
    public void Withdraw(string name) => published.TryRemove(name, out _);

    /// <summary>A token of a person, signed by a key that it publishes; with other claims to be signed again.</summary>
    public string Token(string key, Func<TokenParts, TokenParts>? change = null) => Signed(key, published[key], change);

    /// <summary>A token signed by any key.</summary>
    public string Signed(string name, AsymmetricAlgorithm key, Func<TokenParts, TokenParts>? change = null)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var parts = new TokenParts(
            new JsonObject { ["alg"] = key is RSA ? "RS256" : "ES256", ["kid"] = name, ["typ"] = "at+jwt" },
            new JsonObject { ["iss"] = Address.AbsoluteUri, ["aud"] = "casualties", ["sub"] = "asma", ["iat"] = now, ["nbf"] = now, ["exp"] = now + 3600 },
            []);
        parts = change?.Invoke(parts) ?? parts;
        return (key is RSA rsa ? parts.SignedBy(rsa) : parts.SignedBy((ECDsa)key, HashAlgorithmName.SHA256)).ToString();
    }

    private Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path == "/.well-known/openid-configuration")
            Interlocked.Increment(ref requests);
        if (Instead is { } instead)
            return instead(context);
        JsonObject document = context.Request.Path.Value switch
        {
            "/.well-known/openid-configuration" => new JsonObject { ["issuer"] = Address.AbsoluteUri, ["jwks_uri"] = new Uri(Address, "keys").AbsoluteUri },
            "/keys" => new JsonObject { ["keys"] = new JsonArray([.. published.Select(entry => KeyOf(entry.Key, entry.Value))]) },
            _ => throw new InvalidOperationException($"Nobody asks an authority for {context.Request.Path}."),
        };
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(document.ToJsonString());
    }

    private static JsonObject KeyOf(string name, AsymmetricAlgorithm key)
    {
        var jwk = new JsonObject { ["kid"] = name, ["use"] = "sig" };
        if (key is RSA rsa)
        {
            var numbers = rsa.ExportParameters(includePrivateParameters: false);
            (jwk["kty"], jwk["n"], jwk["e"]) = ("RSA", Base64Url.EncodeToString(numbers.Modulus), Base64Url.EncodeToString(numbers.Exponent));
        }
        else
        {
            var point = ((ECDsa)key).ExportParameters(includePrivateParameters: false).Q;
            (jwk["kty"], jwk["crv"], jwk["x"], jwk["y"]) = ("EC", "P-256", Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
        }
        return jwk;
    }
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Access.Tests;

/// <summary>A JSON Web Token taken apart, and put together by hand: as no library would.</summary>
internal sealed record TokenParts(JsonObject Header, JsonObject Payload, byte[] Signature)
{
    private string Signed => $"{Encode(Encoding.UTF8.GetBytes(Header.ToJsonString()))}.{Encode(Encoding.UTF8.GetBytes(Payload.ToJsonString()))}";

    /// <summary>Takes a token apart.</summary>
    public static TokenParts Of(string token)
    {
        var parts = token.Split('.');
        return new TokenParts(JsonOf(parts[0]), JsonOf(parts[1]), Base64Url.DecodeFromChars(parts[2]));
    }

    /// <summary>The same with another header.</summary>
    public TokenParts WithHeader(string name, JsonNode? value) => this with { Header = With(Header, name, value) };

    /// <summary>The same with another claim; null: without it.</summary>
    public TokenParts With(string claim, JsonNode? value) => this with { Payload = With(Payload, claim, value) };

    /// <summary>The same, signed by a key with ECDSA.</summary>
    public TokenParts SignedBy(ECDsa key, HashAlgorithmName hash) => this with { Signature = key.SignData(Encoding.ASCII.GetBytes(Signed), hash) };

    /// <summary>The same, signed by a key with RSA.</summary>
    public TokenParts SignedBy(RSA key) => this with { Signature = key.SignData(Encoding.ASCII.GetBytes(Signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) };

    /// <summary>The same, with a keyed hash in place of a signature.</summary>
    public TokenParts HashedWith(byte[] secret) => this with { Signature = HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(Signed)) };

    /// <summary>The token.</summary>
    public override string ToString() => $"{Signed}.{Encode(Signature)}";

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);

    private static JsonObject JsonOf(string part) => JsonNode.Parse(Base64Url.DecodeFromChars(part))!.AsObject();

    private static JsonObject With(JsonObject from, string name, JsonNode? value)
    {
        var changed = from.DeepClone().AsObject();
        if (value is null)
            changed.Remove(name);
        else
            changed[name] = value;
        return changed;
    }
}

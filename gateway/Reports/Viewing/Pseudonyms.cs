using System.Security.Cryptography;
using System.Text;
using Casualties.Hosting;
using Casualties.Type.V1;

namespace Casualties.Gateway.Reports;

/// <summary>
/// Made-up names of sources: always the same for one viewer, and for two viewers so different that they cannot find out that they speak of one source.
/// </summary>
internal sealed class Pseudonyms(SuiteKey key)
{
    private const int NameBytes = 16;

    private readonly byte[] _key = key.Derive("pseudonyms of sources");

    /// <summary>The name under which a viewer meets a source.</summary>
    public string Of(string source, Viewer viewer) => $"sources/p-{Hash(source, viewer)}";

    /// <summary>The name under which a viewer meets a claim of a source under a pseudonym.</summary>
    public string OfClaim(string claim, Viewer viewer) => $"claims/p-{Hash(claim, viewer)}";

    /// <summary>Names the key without telling it: what was made with another key is to be made anew.</summary>
    public string KeyId => Convert.ToHexStringLower(SHA256.HashData(_key).AsSpan(0, 8));

    private string Hash(string name, Viewer viewer)
    {
        var group = viewer.Audience == Audience.Public ? "public" : $"partner\n{viewer.Organisation}";
        var hash = HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{group}\n{name}"));
        return Convert.ToHexStringLower(hash.AsSpan(0, NameBytes));
    }
}

using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Casualties.Hosting;

namespace Casualties.Gateway.Reports;

/// <summary>A point in the changes of reports.</summary>
/// <param name="ViewId">The filling of the view in which it is a point, as one audience sees it; empty for none.</param>
/// <param name="Change">The number of the last change before it.</param>
/// <param name="Known">What was withdrawn after this change is told: the caller may have received it. What was withdrawn before is told to nobody who comes new.</param>
internal readonly record struct ResumeToken(string ViewId, long Change, long Known);

/// <summary>Writes and reads resume tokens; nobody else can make one, and so ask what was withdrawn before they came.</summary>
internal sealed class ResumeTokens(SuiteKey key)
{
    private readonly byte[] _key = key.Derive("resume tokens");

    /// <summary>The filling of the view as one viewer sees it: what one audience is shown of changes means nothing to another.</summary>
    public static string ViewOf(string view, Viewer viewer) => $"{view}{(int)viewer.Audience}";

    /// <summary>The text of a token.</summary>
    public string Write(ResumeToken token)
    {
        var point = string.Create(CultureInfo.InvariantCulture, $"{token.ViewId}-{token.Change}-{token.Known}");
        return $"{point}.{Mac(point)}";
    }

    /// <summary>Reads a token; an empty one is the beginning. Throws <see cref="InvalidFields"/>.</summary>
    public ResumeToken Read(string text)
    {
        if (text.Length == 0)
            return new ResumeToken("", 0, 0);
        if (text.Split('.') is [var point, var mac]
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(mac), Encoding.UTF8.GetBytes(Mac(point)))
            && point.Split('-') is [var view, var change, var known])
        {
            return new ResumeToken(view, long.Parse(change, CultureInfo.InvariantCulture), long.Parse(known, CultureInfo.InvariantCulture));
        }
        var violations = new Violations();
        violations.Add("resume_token", "must be empty, or a token of an earlier response");
        violations.ThrowIfAny();
        return default;
    }

    private string Mac(string point) => Base64Url.EncodeToString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(point)).AsSpan(0, 16));
}

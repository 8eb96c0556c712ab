using System.Globalization;
using Casualties.Hosting;

namespace Casualties.Gateway.Reports;

/// <summary>A point in the changes of reports.</summary>
/// <param name="ViewId">The filling of the view in which it is a point; empty for none.</param>
/// <param name="Change">The number of the last change before it.</param>
internal readonly record struct ResumeToken(string ViewId, long Change)
{
    /// <summary>The filling of the view as one viewer sees it: what one audience is shown of changes means nothing to another.</summary>
    public static string ViewOf(string view, Viewer viewer) => $"{view}{(int)viewer.Audience}";

    /// <summary>Reads a token; an empty one is the beginning. Throws <see cref="InvalidFields"/>.</summary>
    public static ResumeToken Read(string text)
    {
        if (text.Length == 0)
            return new ResumeToken("", 0);
        if (text.Split('-') is [var view, var number] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var change))
            return new ResumeToken(view, change);
        var violations = new Violations();
        violations.Add("resume_token", "must be empty, or a token of an earlier response");
        violations.ThrowIfAny();
        return default;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ViewId}-{Change}");
}

using System.Globalization;
using System.Text;
using Casualties.Storage;

namespace Casualties.Hosting;

/// <summary>Something wrong with a field of a request.</summary>
/// <param name="Field">The path of the field in lower_snake, for example <c>incident.attributions[0].actor</c>.</param>
/// <param name="Description">What is wrong, to be read after the path. Never quotes the value.</param>
public readonly record struct Violation(string Field, string Description);

/// <summary>Collects everything that is wrong with a request, so that the caller learns of all of it at once.</summary>
public sealed class Violations
{
    private List<Violation>? _listed;
    private int _bytes;
    private int _omitted;

    /// <summary>Whether anything is wrong.</summary>
    public bool Any => _listed is not null;

    /// <summary>Adds a violation. Beyond <see cref="Limits.MaxViolations"/> or <see cref="Limits.MaxViolationBytes"/> it is only counted.</summary>
    public void Add(string field, string description)
    {
        var bytes = Encoding.UTF8.GetByteCount(field) + Encoding.UTF8.GetByteCount(description);
        _listed ??= [];
        if (_omitted > 0 || _listed.Count == Limits.MaxViolations || _bytes + bytes > Limits.MaxViolationBytes)
        {
            _omitted++;
            return;
        }
        _bytes += bytes;
        _listed.Add(new Violation(field, description));
    }

    /// <summary>What was found, as the error to answer with; null if nothing is wrong.</summary>
    public InvalidFields? Found => _listed is null ? null : new InvalidFields([.. _listed], _omitted);

    /// <summary>Throws <see cref="InvalidFields"/> with everything that was added, if anything was.</summary>
    public void ThrowIfAny()
    {
        if (Found is { } invalid)
            throw invalid;
    }

    /// <summary>Whether a further violation would only be counted.</summary>
    internal bool Full => _omitted > 0;
}

/// <summary>A request with fields that are missing, malformed or over a limit.</summary>
public sealed class InvalidFields(IReadOnlyList<Violation> violations, int omitted) : Refusal(Summary(violations, omitted))
{
    /// <summary>What is wrong, in the order in which it was found. Never empty.</summary>
    public IReadOnlyList<Violation> Violations { get; } = violations;

    /// <summary>How many further violations there are that are not listed.</summary>
    public int Omitted { get; } = omitted;

    private static string Summary(IReadOnlyList<Violation> violations, int omitted)
    {
        var first = $"{violations[0].Field} {violations[0].Description}".TrimStart();
        var more = violations.Count - 1 + omitted;
        var rest = more == 0 ? "." : string.Create(CultureInfo.InvariantCulture, $", and {more} more violation{(more == 1 ? "" : "s")}.");
        return omitted == 0 ? first + rest : string.Create(CultureInfo.InvariantCulture, $"{first}{rest} Only the first {violations.Count} are listed.");
    }
}

using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Casualties.Hosting;

/// <summary>
/// The way through a message while it is checked. It lives on the stack and makes text of the path only when there is something to
/// report, so that checking a valid message allocates nothing.
/// </summary>
internal ref struct Walk(Violations violations, string root, bool required)
{
    /// <summary>How deep messages may be nested, in levels.</summary>
    public const int MaxDepth = 16;

    private Steps _steps;
    private int _depth;

    /// <summary>Whether required fields must be set. Not so inside an update, which may name only some fields.</summary>
    public bool Required { get; set; } = required;

    /// <summary>Goes into a nested message; false if that is too deep.</summary>
    public bool Enter(string field, int index = -1)
    {
        if (_depth == MaxDepth)
        {
            Add(field, "is nested too deep");
            return false;
        }
        _steps[_depth++] = new Step(field, index);
        return true;
    }

    /// <summary>Goes back.</summary>
    public void Leave() => _depth--;

    /// <summary>Reports a violation of a field of the message at hand; an empty name reports one of the message itself.</summary>
    public readonly void Add(string field, string description, int index = -1) =>
        violations.Add(violations.Full ? "" : PathOf(field, index), description);

    /// <summary>Applies a rule across the fields of the message at hand.</summary>
    public readonly void CheckAcross<T>(T message, Action<T, string, Violations> rule) => rule(message, PathOf("", -1), violations);

    private readonly string PathOf(string field, int index)
    {
        var path = new StringBuilder(root);
        for (var i = 0; i < _depth; i++)
            Append(path, _steps[i]);
        if (field.Length > 0)
            Append(path, new Step(field, index));
        return path.ToString();
    }

    private static void Append(StringBuilder path, Step step)
    {
        if (path.Length > 0)
            path.Append('.');
        path.Append(step.Field);
        if (step.Index >= 0)
            path.Append(CultureInfo.InvariantCulture, $"[{step.Index}]");
    }

    private readonly record struct Step(string Field, int Index);

    [InlineArray(MaxDepth)]
    private struct Steps
    {
        private Step _first;
    }
}

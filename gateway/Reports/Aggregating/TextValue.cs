namespace Casualties.Gateway.Reports;

/// <summary>A value of a dimension that is a text, within what it lies in. What people call it has no part in whether two are the same.</summary>
/// <param name="text">The text, for example a P-code; empty: not known.</param>
/// <param name="display">What people call it; empty: as the text.</param>
/// <param name="country">The country that it lies in, or empty.</param>
/// <param name="admin1">The first administrative level that it lies in; null: none.</param>
/// <param name="isPcode">Whether the text is a P-code and not a name. That has no part in whether two are the same either.</param>
internal sealed class TextValue(string text, string display = "", string country = "", TextValue? admin1 = null, bool isPcode = false) : IEquatable<TextValue>
{
    private readonly int hash = HashCode.Combine(text, country, admin1?.Text ?? "");

    /// <summary>Not known.</summary>
    public static TextValue None { get; } = new("");

    /// <summary>The text.</summary>
    public string Text { get; } = text;

    /// <summary>What people call it.</summary>
    public string Display { get; } = display;

    /// <summary>The country that it lies in.</summary>
    public string Country { get; } = country;

    /// <summary>The first administrative level that it lies in.</summary>
    public string Admin1 { get; } = admin1?.Text ?? "";

    /// <summary>Whether the text is a P-code.</summary>
    public bool IsPcode { get; } = isPcode;

    /// <summary>Whether <see cref="Admin1"/> is a P-code.</summary>
    public bool IsAdmin1Pcode { get; } = admin1 is { IsPcode: true };

    public bool Equals(TextValue? other) =>
        ReferenceEquals(this, other) || (other is not null && hash == other.hash && Text == other.Text && Country == other.Country && Admin1 == other.Admin1);

    public override bool Equals(object? obj) => Equals(obj as TextValue);

    public override int GetHashCode() => hash;

    private bool IsCalledLike(TextValue other) => Display == other.Display && IsPcode == other.IsPcode && IsAdmin1Pcode == other.IsAdmin1Pcode;

    /// <summary>Holds each value once, however many incidents have it: most of them are soon found equal, and take no memory.</summary>
    public sealed class Pool
    {
        private readonly HashSet<TextValue> values = new(EqualityComparer<TextValue>.Create((one, other) => one!.Equals(other) && one.IsCalledLike(other!), value => value.hash));

        /// <summary>The value that is held.</summary>
        public TextValue Take(TextValue value)
        {
            if (values.TryGetValue(value, out var held))
                return held;
            values.Add(value);
            return value;
        }
    }
}

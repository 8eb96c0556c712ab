namespace Casualties.Storage;

/// <summary>How a column is compared with a value. Texts are ordered by code point; ISO 8601 dates therefore by time.</summary>
public enum Comparator
{
    /// <summary><c>=</c></summary>
    Equal,

    /// <summary><c>!=</c></summary>
    NotEqual,

    /// <summary><c>&lt;</c></summary>
    Less,

    /// <summary><c>&lt;=</c></summary>
    LessOrEqual,

    /// <summary><c>&gt;</c></summary>
    Greater,

    /// <summary><c>&gt;=</c></summary>
    GreaterOrEqual,

    /// <summary><c>:</c>, the column contains the value as a part, upper and lower case being different.</summary>
    Contains,
}

/// <summary>
/// Which records a listing holds: a small immutable tree, read from text or put together in code.
/// </summary>
/// <remarks>
/// The text is a subset of AIP-160: comparisons <c>field op value</c> with <c>=</c>, <c>!=</c>, <c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c>, <c>&gt;=</c> and <c>:</c>;
/// <c>AND</c>, <c>OR</c>, <c>NOT</c> or <c>-</c>, and parentheses. As in AIP-160, <c>OR</c> binds tighter than <c>AND</c>: <c>a AND b OR c</c> is
/// <c>a AND (b OR c)</c>. A value is a bare word or is quoted with <c>"</c> or <c>'</c>, a backslash before a quote or a backslash meaning that character.
/// <c>field:*</c> says that the field has a value.
/// <para>
/// A field without a value is unknown, and an unknown is neither equal to a value nor different from it: every comparison with it is
/// itself unknown, so is <c>NOT</c> of an unknown, and a record is listed only where the whole filter is true. Both <c>country = "AFG"</c> and
/// <c>NOT country = "AFG"</c> leave out an incident whose country is unknown; <c>NOT country:*</c> finds it.
/// </para>
/// </remarks>
public abstract record Filter
{
    /// <summary>The longest text, in characters (UTF-16 units).</summary>
    public const int MaxCharacters = 2_048;

    /// <summary>The largest number of comparisons.</summary>
    public const int MaxTerms = 64;

    /// <summary>The deepest nesting of parentheses.</summary>
    public const int MaxDepth = 16;

    private Filter()
    {
    }

    /// <summary>Reads a filter.</summary>
    /// <param name="text">The text; at most <see cref="MaxCharacters"/>, <see cref="MaxTerms"/> and <see cref="MaxDepth"/>.</param>
    /// <param name="kind">The collection, whose columns are the fields that may be named.</param>
    /// <returns>The filter; null for a text that is empty or blank, which lists everything.</returns>
    /// <exception cref="InvalidFilter">The text cannot be read; says where, and what was expected.</exception>
    public static Filter? Parse(string text, RecordKind kind) => new FilterParser(text, kind).Parse();

    /// <summary>Both hold.</summary>
    public sealed record And(Filter Left, Filter Right) : Filter;

    /// <summary>At least one holds.</summary>
    public sealed record Or(Filter Left, Filter Right) : Filter;

    /// <summary>It is known not to hold.</summary>
    public sealed record Not(Filter Inner) : Filter;

    /// <summary>A column compared with a value.</summary>
    public sealed record Comparison(string Column, Comparator Comparator, string Value) : Filter;

    /// <summary>A column has a value.</summary>
    public sealed record Present(string Column) : Filter;
}

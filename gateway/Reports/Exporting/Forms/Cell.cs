using System.Runtime.InteropServices;

namespace Casualties.Gateway.Reports.Exporting;

/// <summary>What a cell holds.</summary>
public enum CellKind
{
    /// <summary>Nothing: it is not known, or does not apply.</summary>
    Unknown,

    /// <summary>Text, never empty.</summary>
    Text,

    /// <summary>A whole number; 0 only where 0 was stated or estimated.</summary>
    Whole,

    /// <summary>A real number.</summary>
    Real,

    /// <summary>True or false.</summary>
    Flag,
}

/// <summary>A value in a row, the same in every format: what is not known is nothing, never 0 and never a word for it.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Cell
{
    // Null in a cell that was never made, which is an unknown one.
    private readonly string? text;

    private Cell(CellKind kind, string? text = null, long whole = 0, double real = 0) => (Kind, this.text, Whole, Real) = (kind, text, whole, real);

    /// <summary>What it holds.</summary>
    public CellKind Kind { get; }

    /// <summary>The text, of a cell of text; empty in all others.</summary>
    public string Text => text ?? "";

    /// <summary>The number, of a whole number; 1 for true and 0 for false, of a flag.</summary>
    public long Whole { get; }

    /// <summary>The number, of a real number.</summary>
    public double Real { get; }

    /// <summary>Text; unknown if it is empty.</summary>
    public static Cell Of(string? text) => string.IsNullOrEmpty(text) ? default : new Cell(CellKind.Text, text);

    /// <summary>A whole number; null: unknown.</summary>
    public static Cell Of(long? number) => number is { } known ? new Cell(CellKind.Whole, whole: known) : default;

    /// <summary>A real number; null, and what is no number: unknown.</summary>
    public static Cell Of(double? number) => number is { } known && double.IsFinite(known) ? new Cell(CellKind.Real, real: known) : default;

    /// <summary>True or false; null: unknown.</summary>
    public static Cell Of(bool? flag) => flag is { } known ? new Cell(CellKind.Flag, whole: known ? 1 : 0) : default;
}

namespace Casualties.Gateway.Reports.Exporting;

/// <summary>Text in a cell of a spreadsheet.</summary>
internal static class SheetText
{
    /// <summary>The text as no spreadsheet takes it for a formula: what begins like one is quoted with an apostrophe.</summary>
    public static string Safe(string text) => text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" + text : text;
}

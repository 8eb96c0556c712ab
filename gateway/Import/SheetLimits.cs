namespace Casualties.Gateway.Import;

/// <summary>What a claim sheet may at most contain. Import files come from strangers; past a limit the row, or the whole file, is refused.</summary>
public static class SheetLimits
{
    /// <summary>The largest file, in bytes (1 GiB). Past it the file is refused.</summary>
    public const long MaxFileBytes = 1L << 30;

    /// <summary>The longest row, in bytes, its line breaks included (64 KiB). Past it the line is skipped, never held whole, and quarantined.</summary>
    public const int MaxRowBytes = 64 * 1024;

    /// <summary>The largest number of lines that one row may take: quoted cells may contain line breaks. Past it the quote counts as not closed.</summary>
    public const int MaxRowLines = 100;

    /// <summary>The longest cell, in bytes of UTF-8 (8 KiB). Past it the row is quarantined.</summary>
    public const int MaxCellBytes = 8 * 1024;

    /// <summary>The largest number of columns. Past it the file is refused.</summary>
    public const int MaxColumns = 64;

    /// <summary>The largest number of incidents in a sheet. Past it the file is refused.</summary>
    public const int MaxIncidentRows = 1_000_000;

    /// <summary>The largest number of claims in a sheet. Past it the file is refused.</summary>
    public const int MaxClaimRows = 5_000_000;

    /// <summary>The largest number of later figures beside a sheet. Past it the file is refused.</summary>
    public const int MaxLaterRows = 1_000_000;

    /// <summary>The largest number of different publishers and originators in a sheet. Past it the file is refused.</summary>
    public const int MaxSources = 500_000;

    /// <summary>The largest number of incidents that claims may name without their being in the sheet: each is looked up in the store.</summary>
    public const int MaxForeignIncidents = 10_000;

    /// <summary>The largest <c>claim_no</c>.</summary>
    public const int MaxClaimNo = 1_000_000_000;

    /// <summary>How much of a cell a reason may repeat, in characters.</summary>
    public const int MaxEchoChars = 40;
}

using System.Globalization;
using System.Text;

namespace Casualties.Gateway.Import;

/// <summary>The columns of one file of a claim sheet.</summary>
/// <param name="Name">The file, for example <c>claims.csv</c>.</param>
/// <param name="MaxRows">The largest number of rows.</param>
/// <param name="Columns">The columns, in the order in which they are asked for. In the file they may stand in any order.</param>
/// <param name="Optional">Those that the file may lack. The others it must have, also where their cells are empty.</param>
public sealed record SheetFormat(string Name, int MaxRows, string[] Columns, string[] Optional);

/// <summary>Reads one file of a claim sheet: binds the header, then gives row by row the cells as typed values and gathers what is wrong with them.</summary>
public sealed class SheetFile : IDisposable
{
    private readonly SheetFormat format;
    private readonly CsvRows rows;
    private readonly int[] places;
    private readonly List<string> unknown = [];
    private List<RowFault> faults = [];
    private int rowCount;

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="ClaimSheetRefused">The header cannot be read, lacks columns, or names one twice.</exception>
    public SheetFile(SheetFormat format, Stream stream)
    {
        this.format = format;
        rows = new CsvRows(stream);
        places = new int[format.Columns.Length];
        try
        {
            BindHeader();
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    /// <summary>Columns of the file that the format does not know, escaped. Their cells are not read.</summary>
    public IReadOnlyList<string> UnknownColumns => unknown;

    /// <summary>The line on which the current row begins, from 1.</summary>
    public int Line => rows.Line;

    /// <summary>How many lines the current row takes.</summary>
    public int Lines => rows.Lines;

    /// <summary>Everything found wrong with the current row so far.</summary>
    public IReadOnlyList<RowFault> Faults => faults;

    /// <summary>Whether the current row could be split into cells; if not, <see cref="Faults"/> says why, and no cell may be asked for.</summary>
    public bool HasCells => rows.Fault is null;

    /// <summary>Reads the next row. False at the end of the file.</summary>
    /// <exception cref="ClaimSheetRefused">There are too many rows, or too many bytes.</exception>
    public bool Read()
    {
        do
        {
            if (!rows.Read())
                return false;
        }
        while (IsTagRow());

        if (++rowCount > format.MaxRows)
            throw new ClaimSheetRefused(string.Create(CultureInfo.InvariantCulture, $"{format.Name} has more than {format.MaxRows:N0} rows"));
        faults = [];
        if (rows.Fault is { } fault)
            faults.Add(new RowFault(rows.FaultyCell is { } cell ? ColumnAt(cell) : "", fault));
        for (int column = 0; column < places.Length && HasCells; column++)
        {
            if (places[column] >= 0 && rows.ByteLength(places[column]) > SheetLimits.MaxCellBytes)
                Refuse(column, string.Create(CultureInfo.InvariantCulture, $"longer than {SheetLimits.MaxCellBytes:N0} bytes"));
        }

        return true;
    }

    /// <summary>The entry for the current row.</summary>
    public QuarantinedRow Quarantined(string key) => new(format.Name, Line, key, faults);

    /// <summary>Notes that something is wrong with a cell.</summary>
    public void Refuse(int column, string reason) => faults.Add(new RowFault(format.Columns[column], reason));

    /// <summary>A cell without the spaces around it; empty where the file lacks the column.</summary>
    public ReadOnlySpan<char> Cell(int column) => places[column] < 0 ? [] : rows[places[column]].Trim(' ');

    /// <summary>A text: no formula, no control characters, nothing that reverses the direction of text, not longer than its field in the contract.</summary>
    /// <param name="column">The column.</param>
    /// <param name="maxBytes">The longest value, in bytes of UTF-8.</param>
    /// <param name="required">Whether it must not be empty.</param>
    /// <param name="lineBreaks">Whether line breaks are allowed.</param>
    public string Text(int column, int maxBytes, bool required = false, bool lineBreaks = false)
    {
        ReadOnlySpan<char> cell = Cell(column);
        if (required && cell.IsEmpty)
            Refuse(column, "must not be empty");
        if (cell is ['=' or '+' or '-' or '@' or '\t' or '\r', ..])
            Refuse(column, "begins like a formula (=, +, -, @, tab or carriage return)");
        string text = cell.ToString();
        if (lineBreaks)
            text = text.ReplaceLineEndings("\n");
        if (text.Any(c => char.IsControl(c) && !(lineBreaks && c is '\n' or '\t')))
            Refuse(column, "contains a control character or a line break");
        if (text.AsSpan().ContainsAnyInRange('\u202a', '\u202e') || text.AsSpan().ContainsAnyInRange('\u2066', '\u2069'))
            Refuse(column, "contains a character that reverses the direction of text");
        if (Encoding.UTF8.GetByteCount(text) > maxBytes)
            Refuse(column, string.Create(CultureInfo.InvariantCulture, $"longer than {maxBytes:N0} bytes"));
        return text;
    }

    /// <summary>A whole number written in digits; null where the cell is empty or wrong.</summary>
    public int? WholeNumber(int column, int min, int max)
    {
        ReadOnlySpan<char> cell = Cell(column);
        if (cell.IsEmpty)
            return null;
        if (cell.ContainsAnyExceptInRange('0', '9'))
            Refuse(column, $"\"{QuarantineReport.Echo(cell)}\" is not a whole number");
        else if (!int.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number < min || number > max)
            Refuse(column, string.Create(CultureInfo.InvariantCulture, $"{QuarantineReport.Echo(cell)} is not between {min:N0} and {max:N0}"));
        else
            return number;
        return null;
    }

    /// <summary>Decimal degrees; null where the cell is empty or wrong.</summary>
    public double? Degrees(int column, int max)
    {
        ReadOnlySpan<char> cell = Cell(column);
        if (cell.IsEmpty)
            return null;
        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (double.TryParse(cell, style, CultureInfo.InvariantCulture, out double degrees) && Math.Abs(degrees) <= max)
            return degrees;
        Refuse(column, $"\"{QuarantineReport.Echo(cell)}\" is not a number of degrees between -{max} and {max}");
        return null;
    }

    /// <summary>A day, <c>YYYY-MM-DD</c>; null where the cell is empty or wrong.</summary>
    public DateOnly? Day(int column)
    {
        ReadOnlySpan<char> cell = Cell(column);
        if (cell.IsEmpty)
            return null;
        if (DateOnly.TryParseExact(cell, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day))
            return day;
        Refuse(column, $"\"{QuarantineReport.Echo(cell)}\" is not a day (YYYY-MM-DD)");
        return null;
    }

    /// <summary>A day with or without an hour, <c>YYYY-MM-DD</c> or <c>YYYY-MM-DDTHH</c>; nulls where the cell is empty or wrong.</summary>
    public (DateOnly? Day, int? Hour) DayAndHour(int column)
    {
        ReadOnlySpan<char> cell = Cell(column);
        if (cell.Length != "YYYY-MM-DDTHH".Length)
            return (Day(column), null);
        if (DateTime.TryParseExact(cell, "yyyy-MM-dd'T'HH", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime time))
            return (DateOnly.FromDateTime(time), time.Hour);
        Refuse(column, $"\"{QuarantineReport.Echo(cell)}\" is not a day and an hour (YYYY-MM-DDTHH)");
        return (null, null);
    }

    /// <summary>One of the words of a vocabulary; the default where the cell is empty or wrong.</summary>
    public T? Word<T>(int column, Vocabulary<T> vocabulary, bool required)
    {
        ReadOnlySpan<char> cell = Cell(column);
        if (cell.IsEmpty && !required)
            return default;
        if (vocabulary.TryFind(cell, out T? meaning))
            return meaning;
        Refuse(column, cell.IsEmpty
            ? $"must not be empty; one of {vocabulary.Words}"
            : $"\"{QuarantineReport.Echo(cell)}\" is none of {vocabulary.Words}");
        return default;
    }

    /// <inheritdoc/>
    public void Dispose() => rows.Dispose();

    private void BindHeader()
    {
        if (!rows.Read())
            throw new ClaimSheetRefused($"{format.Name} is empty");
        if (rows.Fault is { } fault)
            throw new ClaimSheetRefused($"the header of {format.Name} cannot be read: {fault}");
        var reasons = new List<string>();
        Array.Fill(places, -1);
        for (int cell = 0; cell < rows.Count; cell++)
        {
            string name = rows[cell].Trim(' ').ToString();
            int column = Array.IndexOf(format.Columns, name);
            if (column < 0)
                unknown.Add(QuarantineReport.Echo(name));
            else if (places[column] >= 0)
                reasons.Add($"{format.Name} has the column {name} twice");
            else
                places[column] = cell;
        }

        reasons.AddRange(format.Columns
            .Where((name, column) => places[column] < 0 && !format.Optional.Contains(name))
            .Select(name => $"{format.Name} lacks the column {name}"));
        if (reasons.Count > 0)
            throw new ClaimSheetRefused(reasons);
        rows.ExpectedCount = rows.Count;
    }

    // The second line of files from humanitarian data sites names each column by a hashtag (HXL).
    private bool IsTagRow()
    {
        if (rowCount > 0 || rows.Count == 0)
            return false;
        bool tagged = false;
        for (int cell = 0; cell < rows.Count; cell++)
        {
            if (rows[cell].IsEmpty)
                continue;
            if (rows[cell][0] != '#')
                return false;
            tagged = true;
        }

        return tagged;
    }

    private string ColumnAt(int cell)
    {
        int column = Array.IndexOf(places, cell);
        return column < 0 ? "" : format.Columns[column];
    }
}

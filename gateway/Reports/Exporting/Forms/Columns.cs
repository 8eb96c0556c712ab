using System.Runtime.CompilerServices;

namespace Casualties.Gateway.Reports.Exporting;

/// <summary>The head of a column.</summary>
/// <param name="Name">Its name in every format: lower case, words parted by underscores.</param>
/// <param name="HxlTag">What it is to those who read by HXL tags.</param>
public record ColumnHead(string Name, string HxlTag);

/// <summary>A column, and how its cells come about.</summary>
public sealed record Column<T>(string Name, string HxlTag, Func<T, Cell> Of) : ColumnHead(Name, HxlTag);

/// <summary>The columns of rows, described once for all formats.</summary>
public sealed class Columns<T>(params IReadOnlyList<Column<T>> all)
{
    /// <summary>The heads, in order.</summary>
    public IReadOnlyList<ColumnHead> Heads => all;

    /// <summary>The rows of items. A row is valid until the next one is asked for: there is one for all of them.</summary>
    public Table Of(IAsyncEnumerable<T> items) => new(Heads, RowsOf(items));

    private async IAsyncEnumerable<ReadOnlyMemory<Cell>> RowsOf(IAsyncEnumerable<T> items, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var row = new Cell[all.Count];
        await foreach (var item in items.WithCancellation(cancel))
        {
            for (var i = 0; i < row.Length; i++)
                row[i] = all[i].Of(item);
            yield return row;
        }
    }
}

/// <summary>Rows under their columns, read once.</summary>
/// <param name="Columns">The columns.</param>
/// <param name="Rows">The rows; each is valid until the next one is asked for.</param>
public sealed record Table(IReadOnlyList<ColumnHead> Columns, IAsyncEnumerable<ReadOnlyMemory<Cell>> Rows);

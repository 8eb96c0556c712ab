using System.Text;
using Microsoft.Data.Sqlite;

namespace Casualties.Storage.Sqlite;

/// <summary>
/// A filter as SQL. Values always travel as parameters, columns are among those declared. SQL's own three-valued logic is the meaning that
/// <see cref="Filter"/> documents, so nothing is added for unknown values.
/// </summary>
internal sealed class FilterSql(string span, RecordKind kind, StringBuilder sql, SqliteParameterCollection parameters)
{
    /// <summary>
    /// The conditions of a listing on the span i of its index table, each with a leading AND, their values being added to the parameters; empty if
    /// there is no filter.
    /// </summary>
    public static string Where(Listing listing, SqliteParameterCollection parameters)
    {
        var sql = new StringBuilder();
        if (listing.Filter is not null)
            new FilterSql("i", listing.Kind, sql.Append(" AND "), parameters).Write(listing.Filter);
        if (listing.StillFilter is not null)
        {
            sql.Append(" AND EXISTS (").Append(IndexTable.OpenSpanSql(listing.Kind)).Append(" AND ");
            new FilterSql("n", listing.Kind, sql, parameters).Write(listing.StillFilter);
            sql.Append(')');
        }

        return sql.ToString();
    }

    private void Write(Filter filter)
    {
        switch (filter)
        {
            case Filter.And and:
                WriteBoth(and.Left, " AND ", and.Right);
                break;
            case Filter.Or or:
                WriteBoth(or.Left, " OR ", or.Right);
                break;
            case Filter.Not not:
                sql.Append("NOT (");
                Write(not.Inner);
                sql.Append(')');
                break;
            case Filter.Present present:
                sql.Append(Column(present.Column)).Append(" IS NOT NULL");
                break;
            case Filter.Comparison comparison:
                WriteComparison(comparison);
                break;
            default:
                throw new ArgumentException($"{filter.GetType()} is not a filter.", nameof(filter));
        }
    }

    private void WriteBoth(Filter left, string word, Filter right)
    {
        sql.Append('(');
        Write(left);
        sql.Append(word);
        Write(right);
        sql.Append(')');
    }

    private void WriteComparison(Filter.Comparison comparison)
    {
        var column = Column(comparison.Column);
        var value = $"$v{parameters.Count}";
        parameters.AddWithValue(value, comparison.Value);
        _ = comparison.Comparator switch
        {
            Comparator.Equal => sql.Append(column).Append(" = ").Append(value),
            Comparator.NotEqual => sql.Append(column).Append(" <> ").Append(value),
            Comparator.Less => sql.Append(column).Append(" < ").Append(value),
            Comparator.LessOrEqual => sql.Append(column).Append(" <= ").Append(value),
            Comparator.Greater => sql.Append(column).Append(" > ").Append(value),
            Comparator.GreaterOrEqual => sql.Append(column).Append(" >= ").Append(value),
            // Not LIKE: it has wildcards to escape, and folds case differently from engine to engine.
            Comparator.Contains => sql.Append("instr(").Append(column).Append(", ").Append(value).Append(") > 0"),
            _ => throw new ArgumentException($"{comparison.Comparator} is not a comparator.", nameof(comparison)),
        };
    }

    private string Column(string column) =>
        kind.Columns.Contains(column, StringComparer.Ordinal) ? $"{span}.{column}" : throw new ArgumentException($"{kind.Collection} has no column {column}.", nameof(column));
}

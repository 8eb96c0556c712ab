using System.Text;
using Microsoft.Data.Sqlite;

namespace Casualties.Storage.Sqlite;

/// <summary>
/// A filter as SQL. Values always travel as parameters, columns are among those declared. SQL's own three-valued logic is the meaning that
/// <see cref="Filter"/> documents, so nothing is added for unknown values.
/// </summary>
internal static class FilterSql
{
    /// <summary>The condition with a leading AND, its values being added to the parameters; empty if there is no filter.</summary>
    public static string Where(Listing listing, SqliteParameterCollection parameters)
    {
        if (listing.Filter is null)
            return "";
        var sql = new StringBuilder(" AND ");
        Write(listing.Filter, listing.Kind, sql, parameters);
        return sql.ToString();
    }

    private static void Write(Filter filter, RecordKind kind, StringBuilder sql, SqliteParameterCollection parameters)
    {
        switch (filter)
        {
            case Filter.And and:
                WriteBoth(and.Left, " AND ", and.Right, kind, sql, parameters);
                break;
            case Filter.Or or:
                WriteBoth(or.Left, " OR ", or.Right, kind, sql, parameters);
                break;
            case Filter.Not not:
                sql.Append("NOT (");
                Write(not.Inner, kind, sql, parameters);
                sql.Append(')');
                break;
            case Filter.Present present:
                sql.Append(Column(present.Column, kind)).Append(" IS NOT NULL");
                break;
            case Filter.Comparison comparison:
                WriteComparison(comparison, kind, sql, parameters);
                break;
            default:
                throw new ArgumentException($"{filter.GetType()} is not a filter.", nameof(filter));
        }
    }

    private static void WriteBoth(Filter left, string word, Filter right, RecordKind kind, StringBuilder sql, SqliteParameterCollection parameters)
    {
        sql.Append('(');
        Write(left, kind, sql, parameters);
        sql.Append(word);
        Write(right, kind, sql, parameters);
        sql.Append(')');
    }

    private static void WriteComparison(Filter.Comparison comparison, RecordKind kind, StringBuilder sql, SqliteParameterCollection parameters)
    {
        var column = Column(comparison.Column, kind);
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

    private static string Column(string column, RecordKind kind) =>
        kind.Columns.Contains(column, StringComparer.Ordinal) ? $"i.{column}" : throw new ArgumentException($"{kind.Collection} has no column {column}.", nameof(column));
}

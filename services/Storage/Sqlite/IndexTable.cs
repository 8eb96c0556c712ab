namespace Casualties.Storage.Sqlite;

/// <summary>The index table of a collection: each row holds the columns of a record for the revisions valid_from &lt;= r &lt; valid_to.</summary>
internal static class IndexTable
{
    /// <summary>The end of a span that has none yet.</summary>
    public const long Open = long.MaxValue;

    public static string Name(RecordKind kind) => $"{kind.Collection}_index";

    /// <summary>Parameters: record, start of the span, its end.</summary>
    public static string CloseSql(RecordKind kind) => $"UPDATE {Name(kind)} SET valid_to = $3 WHERE record_id = $1 AND valid_from = $2";

    /// <summary>
    /// A query for the open span n of the record that a span i belongs to, to which conditions may be added. It is the record's last span, so the
    /// primary key finds it however many there are.
    /// </summary>
    public static string OpenSpanSql(RecordKind kind) => $"""
        SELECT 1 FROM {Name(kind)} n
        WHERE n.record_id = i.record_id AND n.valid_from = (SELECT max(valid_from) FROM {Name(kind)} WHERE record_id = i.record_id)
        """;

    /// <summary>Parameters: record, start of the span, the columns in their order, of which there may be none.</summary>
    public static string RewriteSql(RecordKind kind)
    {
        var columns = string.Concat(kind.Columns.Select((column, i) => $", {column} = ${i + 3}"));
        return $"UPDATE {Name(kind)} SET valid_to = valid_to{columns} WHERE record_id = $1 AND valid_from = $2";
    }

    /// <summary>Parameters: record, start of the span, its end, the columns in their order.</summary>
    public static string InsertSql(RecordKind kind)
    {
        var columns = string.Concat(kind.Columns.Select(column => $", {column}"));
        var places = string.Concat(kind.Columns.Select((_, i) => $", ${i + 4}"));
        return $"INSERT INTO {Name(kind)} (record_id, valid_from, valid_to{columns}) VALUES ($1, $2, $3{places})";
    }
}

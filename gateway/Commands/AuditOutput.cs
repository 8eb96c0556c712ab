using System.Globalization;
using Casualties.Audit.V1;
using Casualties.Type.V1;
using Google.Protobuf;
using Spectre.Console;

namespace Casualties.Gateway.Commands;

/// <summary>Shows audit events: to people as a table, or line by line while they come; to programs as lines of JSON.</summary>
internal sealed class AuditOutput(bool json)
{
    private static readonly string[] Headings = ["time", "process", "kind", "caller", "method", "outcome", "calls", "records"];

    private static readonly JsonFormatter Json = new(JsonFormatter.Settings.Default.WithPreserveProtoFieldNames(true));

    private readonly Lock gate = new();

    /// <summary>Writes events that are all there.</summary>
    public void WriteAll(IEnumerable<(string Process, AuditEvent Event)> events)
    {
        if (json)
        {
            foreach ((string process, AuditEvent one) in events)
                Write(process, one);
            return;
        }

        Table table = new Table().Border(TableBorder.Simple);
        foreach (string heading in Headings)
            table.AddColumn(heading, column => column.NoWrap());
        foreach ((string process, AuditEvent one) in events)
            table.AddRow(Cells(process, one).Select(cell => new Text(cell)));
        Terminal.Out.Write(table);
    }

    /// <summary>Writes one event on a line of its own. May be called concurrently.</summary>
    public void Write(string process, AuditEvent one)
    {
        string line = json ? $$"""{"process":"{{process}}","event":{{Json.Format(one)}}}""" : string.Join("  ", Cells(process, one).Where(cell => cell.Length > 0));
        lock (gate)
            Console.Out.WriteLine(line);
    }

    private static string[] Cells(string process, AuditEvent one) =>
    [
        one.CreateTime.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        process,
        KindOf(one.Kind),
        one.Caller.Length > 0 ? one.Caller : one.Network,
        MethodOf(one.Method),
        one.ErrorReason == ErrorReason.Unspecified ? one.Outcome.ToString() : one.ErrorReason.ToString(),
        one.Count.ToString("N0", CultureInfo.InvariantCulture),
        RecordsOf(one),
    ];

    private static string KindOf(AuditKind kind) => kind switch
    {
        AuditKind.Read => "read",
        AuditKind.Search => "search",
        AuditKind.Export => "export",
        AuditKind.Denied => "denied",
        AuditKind.BreakGlass => "break-glass",
        _ => "unknown",
    };

    // The package and the service of an RPC go without saying; the pattern of an address does not.
    private static string MethodOf(string method) =>
        method.StartsWith("/casualties.", StringComparison.Ordinal) ? method[(method.LastIndexOf('/') + 1)..] : method;

    private static string RecordsOf(AuditEvent one) => one.RecordCount switch
    {
        0 => "",
        1 => one.Records[0],
        _ => string.Create(CultureInfo.InvariantCulture, $"{one.Records[0]} and {one.RecordCount - 1:N0} more"),
    };
}

using System.CommandLine;
using Casualties.Audit.V1;
using Casualties.Hosting.Records;
using Grpc.Core;

namespace Casualties.Gateway.Commands;

/// <summary><c>casualties audit</c>.</summary>
internal static class AuditCommand
{
    private const int DefaultLast = 100;
    private const int MaxLast = 100_000;

    /// <summary>The processes that have an audit log.</summary>
    public static readonly IReadOnlyList<string> Processes = ["gateway", .. SuiteServiceNames.All.Select(service => service.Word())];

    /// <summary>Makes the command.</summary>
    public static Command Create(string[] settings)
    {
        var target = new SuiteTarget();
        var process = new Option<string?>("--service") { Description = "Only the audit log of one process. Without it those of all.", HelpName = "NAME" };
        process.AcceptOnlyFromAmong([.. Processes]);
        var filter = new Option<string>("--filter")
        {
            Description = "Only these events: an AIP-160 filter over caller, kind, method, outcome and create_time.",
            HelpName = "FILTER",
            DefaultValueFactory = _ => "",
        };
        Option<int> last = Last();
        var follow = new Option<bool>("--follow") { Description = "Prints every event, from the first on, and then goes on with those to come, until it is stopped." };
        var after = new Option<long>("--after") { Description = "With --follow and --service: goes on after this revision of the audit log.", HelpName = "REVISION" };
        var json = new Option<bool>("--json") { Description = "Prints each event as a line of JSON." };
        var command = new Command("audit", """
            Prints who read what not everyone may know of, searched, exported, was denied, or broke the glass. It takes a token of an auditor, and is itself audited.

              casualties audit --to http://localhost:5100 --filter 'kind = "AUDIT_KIND_DENIED"'
              casualties audit --to http://localhost:5100 --follow --json --service sources --after 1234
            """)
        {
            process,
            filter,
            last,
            follow,
            after,
            json,
        };
        target.AddTo(command);
        command.Validators.Add(result =>
        {
            bool following = result.GetValue(follow);
            if (following && result.GetValue(filter) is { Length: > 0 })
                result.AddError("--follow prints every event: leave out --filter.");
            if (result.GetValue(after) != 0 && (!following || result.GetValue(process) is null))
                result.AddError("--after needs --follow and --service: each process counts revisions of its own.");
        });
        command.SetAction((parsed, cancel) => target.RunAsync(
            parsed,
            settings,
            suite =>
            {
                IReadOnlyList<string> processes = parsed.GetValue(process) is { } one ? [one] : Processes;
                var (client, output) = (new AuditService.AuditServiceClient(suite), new AuditOutput(parsed.GetValue(json)));
                return parsed.GetValue(follow)
                    ? FollowAsync(client, processes, parsed.GetValue(after), output, cancel)
                    : ListAsync(client, processes, parsed.GetRequiredValue(filter), parsed.GetValue(last), output, cancel);
            },
            cancel));
        return command;
    }

    private static Option<int> Last()
    {
        var last = new Option<int>("--last")
        {
            Description = $"How many of the newest events of each process to print at most, up to {MaxLast}; --follow prints all.", HelpName = "N", DefaultValueFactory = _ => DefaultLast,
        };
        last.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > MaxLast)
                result.AddError($"--last must be between 1 and {MaxLast}.");
        });
        return last;
    }

    private static async Task<int> ListAsync(
        AuditService.AuditServiceClient client, IReadOnlyList<string> processes, string filter, int last, AuditOutput output, CancellationToken cancel)
    {
        var found = new List<(string Process, AuditEvent Event)>();
        foreach (string process in processes)
        {
            var request = new ListAuditEventsRequest { Service = process, Filter = filter };
            int left = last;
            do
            {
                request.PageSize = Math.Min(left, RecordReader<AuditEvent>.MaxPageRecords);
                ListAuditEventsResponse page = await client.ListAuditEventsAsync(request, cancellationToken: cancel);
                found.AddRange(page.Events.Select(one => (process, one)));
                left -= page.Events.Count;
                request.PageToken = page.NextPageToken;
            }
            while (left > 0 && request.PageToken.Length > 0);
        }

        output.WriteAll(found.OrderBy(one => one.Event.CreateTime).ThenBy(one => one.Event.Revision));
        return ExitCodes.Fine;
    }

    // The first process that fails ends all.
    private static async Task<int> FollowAsync(
        AuditService.AuditServiceClient client, IReadOnlyList<string> processes, long after, AuditOutput output, CancellationToken cancel)
    {
        var together = new ParallelOptions { MaxDegreeOfParallelism = processes.Count, CancellationToken = cancel };
        await Parallel.ForEachAsync(processes, together, async (process, token) =>
        {
            using var call = client.WatchAuditEvents(new WatchAuditEventsRequest { Service = process, AfterRevision = after }, cancellationToken: token);
            await foreach (WatchAuditEventsResponse response in call.ResponseStream.ReadAllAsync(token))
            {
                foreach (AuditEventRevision revision in response.Revisions)
                    output.Write(process, revision.Event);
            }
        });
        return ExitCodes.Fine;
    }
}

using System.Security.Cryptography;
using System.Text;
using Casualties.Audit.V1;
using Casualties.Type.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Casualties.Hosting;

/// <summary>
/// Decides which answered calls the audit log must hold, and writes them there before their answers leave. Every answer passes through it. What the public
/// reads is not recorded: there is nothing to protect in it, and readers deserve not to be watched.
/// </summary>
internal sealed class AuditTrail(AuditLog log, BreakGlassNotice notice, TimeProvider time)
{
    // Feeds of the suite's own processes tell nothing of people: once in a while is enough to see that they are there.
    private static readonly System.TimeSpan ServiceInterval = System.TimeSpan.FromHours(1);

    private static readonly RoleSet Services = RoleSet.Of(Role.Service);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Subject, string Method), ServiceEvent> _services = [];

    /// <summary>Looks at the answer of a unary call.</summary>
    public ValueTask AnsweredAsync<TRequest, TResponse>(TRequest request, TResponse response, ServerCallContext context)
    {
        if (!IsAudited(context, out var caller, out var rule))
            return default;
        if (caller.Roles.HasAny(Services))
            return new ValueTask(OfServiceAsync(caller, rule, context.Method));
        var note = context.GetHttpContext().Features.Get<AuditNote>();
        var names = new RecordNames();
        if (response is IMessage message)
            RestrictedRecords.Collect(message, names);
        if (note is not null)
            names.Add(note.Records);
        var kind = rule.Audit != AuditKind.Unspecified ? rule.Audit
            : note is { FilterFields.Count: > 0 } ? AuditKind.Search
            : names.Count > 0 ? AuditKind.Read
            : AuditKind.Unspecified;
        if (kind == AuditKind.Unspecified)
            return default;
        var one = EventOf(kind, caller, context.Method, note);
        one.Records.Add(names.Listed);
        one.RecordCount = names.Count;
        return new ValueTask(kind == AuditKind.BreakGlass ? BreakGlassAsync(one, (IMessage)request!, context) : log.AppendAsync(one, context.Budget()));
    }

    /// <summary>Looks at a stream of responses that opens: with the first of them, or with its end if there is none.</summary>
    public ValueTask OpenedAsync(ServerCallContext context)
    {
        if (!IsAudited(context, out var caller, out var rule))
            return default;
        if (caller.Roles.HasAny(Services))
            return new ValueTask(OfServiceAsync(caller, rule, context.Method));
        return new ValueTask(log.AppendAsync(EventOf(rule.Audit, caller, context.Method, context.GetHttpContext().Features.Get<AuditNote>()), context.Budget()));
    }

    // Health and reflection have no rule, and no caller that matters. Of changes, the revisions say who made them.
    private static bool IsAudited(ServerCallContext context, out Caller caller, out RpcRule rule)
    {
        caller = context.GetHttpContext().Features.Get<Caller>()!;
        rule = null!;
        return caller is { Audience: > Audience.Public } && (rule = AccessRules.Of(context.Method)!) is not null && (rule.IsRead || rule.Audit != AuditKind.Unspecified);
    }

    // The first one of the hour writes it, and the others wait with it: nothing leaves before it is durable.
    private Task OfServiceAsync(Caller caller, RpcRule rule, string method)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (!_services.TryGetValue((caller.Subject, method), out var written) || written.Until <= now || written.Durable.IsFaulted)
            {
                var one = EventOf(rule.Audit == AuditKind.Unspecified ? AuditKind.Read : rule.Audit, caller, method, null);
                _services[(caller.Subject, method)] = written = new ServiceEvent(now + ServiceInterval, log.AppendAsync(one, CancellationToken.None));
            }
            return written.Durable;
        }
    }

    // Told before it is recorded, so that what is recorded says how it ended; shown after both.
    private async Task BreakGlassAsync(AuditEvent one, IMessage request, ServerCallContext context)
    {
        one.Reason = Text(request, "reason");
        try
        {
            await notice.DeliverAsync(one, context.Budget());
        }
        catch (NoticeNotDelivered failed)
        {
            var status = StatusErrors.ToStatus(failed);
            (one.Outcome, one.ErrorReason) = ((Google.Rpc.Code)status.Code, StatusErrors.ReasonOf(status));
            await log.AppendAsync(one, context.Budget());
            throw;
        }
        var repeated = await log.AppendAsync([one], Guid.Parse(Text(request, "request_id")), HashOf(one.Caller, request), one.Caller, context.Budget());
        // It is shown again, so it is recorded again.
        if (repeated)
            await log.AppendAsync(one, context.Budget());
    }

    private AuditEvent EventOf(AuditKind kind, Caller caller, string method, AuditNote? note)
    {
        var now = Timestamp.FromDateTimeOffset(time.GetUtcNow());
        var one = new AuditEvent
        {
            Kind = kind,
            Caller = caller.Subject,
            Roles = { caller.Roles.All },
            Audience = caller.Audience,
            Organisation = caller.Organisation,
            Method = method,
            Count = 1,
            FirstTime = now,
            LastTime = now,
        };
        if (note is not null)
            one.FilterFields.Add(note.FilterFields);
        return one;
    }

    private static string Text(IMessage request, string field) => (string)request.Descriptor.FindFieldByName(field).Accessor.GetValue(request);

    // Another caller who sends the same is another request.
    private static byte[] HashOf(string caller, IMessage request)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Descriptor.FullName}\0{caller}\0"));
        hash.AppendData(request.ToByteArray());
        return hash.GetHashAndReset();
    }

    private sealed record ServiceEvent(DateTimeOffset Until, Task Durable);
}

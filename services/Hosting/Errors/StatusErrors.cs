using System.Collections.Frozen;
using System.Diagnostics;
using Casualties.Hosting.Records;
using Casualties.Storage;
using Casualties.Type.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using RpcStatus = Google.Rpc.Status;

namespace Casualties.Hosting;

/// <summary>
/// The errors of the suite: a <c>google.rpc.Status</c> with exactly one <c>google.rpc.ErrorInfo</c> (domain "casualties", the reason one
/// of <see cref="ErrorReason"/>) and what else helps the caller to act.
/// </summary>
public static class StatusErrors
{
    // Details travel in a header, which clients bound.
    private const int MaxResources = 30;

    /// <summary>The domain of every error.</summary>
    public const string Domain = "casualties";

    // How long to wait before a call that may succeed when repeated is repeated.
    private static readonly Duration RetryAfter = Duration.FromTimeSpan(TimeSpan.FromSeconds(1));

    private static readonly FrozenDictionary<ErrorReason, string> ReasonNames = ErrorReasonReflection.Descriptor.EnumTypes[0].Values
        .ToFrozenDictionary(value => (ErrorReason)value.Number, value => value.Name["ERROR_REASON_".Length..]);

    private static readonly FrozenDictionary<string, ErrorReason> ReasonsByName = ReasonNames.ToFrozenDictionary(entry => entry.Value, entry => entry.Key);

    /// <summary>An error with its reason.</summary>
    /// <param name="code">The code that the contract gives for the reason.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="message">For developers; never quotes what people wrote.</param>
    /// <param name="metadata">What the contract says of the reason.</param>
    public static RpcStatus Create(StatusCode code, ErrorReason reason, string message, params ReadOnlySpan<(string Key, string Value)> metadata)
    {
        var info = new ErrorInfo { Reason = ReasonNames[reason], Domain = Domain };
        foreach (var (key, value) in metadata)
            info.Metadata.Add(key, value);
        var status = new RpcStatus { Code = (int)code, Message = message }.With(info);
        return code == StatusCode.Unavailable ? status.With(new RetryInfo { RetryDelay = RetryAfter }) : status;
    }

    /// <summary>
    /// The error of an exception. What is neither a refusal, nor a failed store, nor an RPC error is a fault of ours: INTERNAL, with nothing
    /// of its message.
    /// </summary>
    public static RpcStatus ToStatus(Exception exception) => exception switch
    {
        InvalidFields e => Create(StatusCode.InvalidArgument, ErrorReason.InvalidField, e.Message).With(BadRequestOf([.. e.Violations])),
        RecordNotFound e => e.Records.Take(MaxResources).Aggregate(
            Create(StatusCode.NotFound, ErrorReason.RecordNotFound, e.Message, ("resource", e.Records[0])),
            (status, record) => status.With(ResourceOf(record, "does not exist"))),
        RecordExists e => Create(StatusCode.AlreadyExists, ErrorReason.RecordExists, e.Message, ("resource", e.Record))
            .With(ResourceOf(e.Record, "exists already")),
        RequestIdReused e => Create(StatusCode.AlreadyExists, ErrorReason.RequestIdReused, e.Message, ("request_id", e.RequestId.ToString())),
        EtagMismatch e => Create(StatusCode.Aborted, ErrorReason.EtagMismatch, e.Message, ("resource", e.Record), ("etag", e.Current))
            .With(ResourceOf(e.Record, "changed since it was read")),
        StateForbids e => Create(StatusCode.FailedPrecondition, ErrorReason.StateForbids, e.Message, ("resource", e.Record), ("state", e.State))
            .With(PreconditionOf(e)),
        SecondPersonNeeded e => Create(StatusCode.PermissionDenied, ErrorReason.SecondPersonNeeded, e.Message, ("resource", e.Record))
            .With(ResourceOf(e.Record, "takes another person")),
        NoticeNotDelivered e => Create(e.IsConfigured ? StatusCode.Unavailable : StatusCode.FailedPrecondition, ErrorReason.NoticeNotDelivered, e.Message),
        Storage.Expunged e => Create(StatusCode.FailedPrecondition, ErrorReason.Expunged, e.Message, ("request_id", e.RequestId.ToString())),
        PageTokenMismatch e => Create(StatusCode.InvalidArgument, ErrorReason.PageTokenMismatch, e.Message)
            .With(BadRequestOf(new Violation("page_token", "does not belong to this listing"))),
        InvalidFilter e => Create(StatusCode.InvalidArgument, ErrorReason.InvalidFilter, e.Message, ("position", Number(e.Position)))
            .With(BadRequestOf(new Violation("filter", e.Message))),
        RevisionAhead e => Create(
            StatusCode.OutOfRange, ErrorReason.RevisionAhead, e.Message, ("revision", Number(e.Asked)), ("newest", Number(e.Newest))),
        StoreFailed => Create(
            StatusCode.Unavailable,
            ErrorReason.StoreFailed,
            "The store failed. A change may or may not be stored: send it again with the same request id."),
        ServiceUnreachable e => Create(StatusCode.Unavailable, ErrorReason.ServiceUnreachable, e.Message, ("service", e.Service)),
        RpcException e => e.GetRpcStatus() ?? new RpcStatus { Code = (int)e.StatusCode, Message = e.Status.Detail },
        _ => Internal(),
    };

    /// <summary>The reason of an error; unspecified if it is none of the suite's.</summary>
    internal static ErrorReason ReasonOf(RpcStatus status) => ReasonsByName.GetValueOrDefault(status.GetDetail<ErrorInfo>()?.Reason ?? "");

    /// <summary>The exception to throw out of an RPC for an exception; see <see cref="ToStatus"/>.</summary>
    public static RpcException From(Exception exception) => exception as RpcException ?? ToStatus(exception).ToRpcException();

    internal static RpcStatus Internal() =>
        Create(StatusCode.Internal, ErrorReason.Internal, "An internal fault. Its trace id stands in the details.", ("trace_id", TraceId));

    /// <summary>The process was told to stop.</summary>
    public static RpcStatus ShuttingDown() =>
        Create(StatusCode.Unavailable, ErrorReason.ServerShuttingDown, "The server is shutting down. Try again.");

    /// <summary>The time of the call is over.</summary>
    public static RpcStatus DeadlineExceeded() => Create(
        StatusCode.DeadlineExceeded,
        ErrorReason.DeadlineExceeded,
        "The deadline passed. A change may or may not be stored: send it again with the same request id.");

    internal static RpcStatus Cancelled() => Create(StatusCode.Cancelled, ErrorReason.Cancelled, "The caller gave up.");

    /// <summary>A message longer than the limit, which is named in bytes.</summary>
    public static RpcStatus MessageTooLarge(long limitBytes) => Create(
        StatusCode.ResourceExhausted, ErrorReason.MessageTooLarge, "The message is larger than the limit.", ("limit_bytes", Number(limitBytes)));

    /// <summary>The caller asks more than a limit allows, which is named as in <see cref="Limits"/>.</summary>
    internal static RpcStatus RateLimited(string limit, TimeSpan retryAfter) => Create(
        StatusCode.ResourceExhausted, ErrorReason.RateLimited, "The caller asks too much. Wait, and try again.", ("limit", limit))
        .With(new RetryInfo { RetryDelay = Duration.FromTimeSpan(retryAfter) });

    /// <summary>The id under which the call at hand is found in logs and traces.</summary>
    internal static string TraceId => Activity.Current?.TraceId.ToHexString() ?? "";

    private static RpcStatus With(this RpcStatus status, IMessage detail)
    {
        status.Details.Add(Any.Pack(detail));
        return status;
    }

    private static BadRequest BadRequestOf(params ReadOnlySpan<Violation> violations)
    {
        var request = new BadRequest();
        foreach (var (field, description) in violations)
            request.FieldViolations.Add(new BadRequest.Types.FieldViolation { Field = field, Description = description });
        return request;
    }

    private static ResourceInfo ResourceOf(string record, string description) =>
        new() { ResourceType = ResourceNames.TypeOf(record), ResourceName = record, Description = description };

    private static PreconditionFailure PreconditionOf(StateForbids refusal) => new()
    {
        Violations = { new PreconditionFailure.Types.Violation { Type = "STATE", Subject = refusal.Record, Description = refusal.State } },
    };

    private static string Number(long value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

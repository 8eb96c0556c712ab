using Casualties.Sources.V1;
using Casualties.Hosting.Records;
using Grpc.Core;

namespace Casualties.Sources;

public sealed partial class SourceRpc
{
    /// <inheritdoc/>
    public override Task<Source> FlagSource(FlagSourceRequest request, ServerCallContext context) =>
        writer.WriteAsync(request, request.RequestId, request.Flag.Rationale, context, scope => RecordFlags.Raise(
            scope, Whole(scope, request.Name, request.Etag), request.Flag));

    /// <inheritdoc/>
    public override Task<Source> DecideSourceFlag(DecideSourceFlagRequest request, ServerCallContext context) =>
        writer.WriteAsync(request, request.RequestId, request.Rationale, context, scope => RecordFlags.Decide(
            scope, Whole(scope, request.Name, request.Etag), request.FlagId, request.State, request.Rationale));

    /// <inheritdoc/>
    public override Task<Source> AppealSourceFlag(AppealSourceFlagRequest request, ServerCallContext context) =>
        writer.WriteAsync(request, request.RequestId, request.Rationale, context, scope => RecordFlags.Appeal(
            scope, Whole(scope, request.Name, request.Etag), request.FlagId, request.Rationale));
}

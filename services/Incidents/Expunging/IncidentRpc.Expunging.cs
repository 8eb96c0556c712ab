using Casualties.Hosting.Records;
using Casualties.Incidents.V1;
using Casualties.Type.V1;
using Grpc.Core;

namespace Casualties.Incidents;

public sealed partial class IncidentRpc
{
    private static readonly RecordExpunge<Incident> Expunging = new(
        "title", "summary", "place.name", "place.location", "place", "place.admin1", "place.admin1_pcode", "place.admin2", "place.admin2_pcode", "attributions", "external_ids",
        "flags.rationale", "flags.evidence", "flags.steps.rationale");

    /// <inheritdoc/>
    public override Task<Incident> ExpungeIncident(ExpungeIncidentRequest request, ServerCallContext context) =>
        writer.WriteAsync(request, request.RequestId, request.Reason, context, scope => Expunging.Decide(
            scope,
            scope.GetUnchanged(request.Name, request.Etag),
            new Expunge { Paths = { request.Paths }, Reasons = request.Reasons },
            request.Reason));
}

using Casualties.Incidents.V1;
using Grpc.Core;

namespace Hosting.Tests;

/// <summary>Handlers of a real contract; each test says what they do.</summary>
internal sealed class ScriptedIncidents : IncidentService.IncidentServiceBase
{
    public Func<CreateIncidentRequest, ServerCallContext, Task<Incident>> Create { get; init; } = (request, _) => Task.FromResult(request.Incident);

    public Func<GetIncidentRequest, ServerCallContext, Task<Incident>> Get { get; init; } = (request, _) => Task.FromResult(new Incident { Name = request.Name });

    public Func<ListIncidentsRequest, ServerCallContext, Task<ListIncidentsResponse>> List { get; init; } = (_, _) => Task.FromResult(new ListIncidentsResponse());

    public Func<UpdateIncidentRequest, ServerCallContext, Task<Incident>> Update { get; init; } = (request, _) => Task.FromResult(request.Incident);

    public Func<IServerStreamWriter<WatchIncidentsResponse>, ServerCallContext, Task> Watch { get; init; } = (_, _) => Task.CompletedTask;

    public Func<IAsyncStreamReader<ImportIncidentsRequest>, IServerStreamWriter<ImportIncidentsResponse>, ServerCallContext, Task> Import { get; init; } =
        (_, _, _) => Task.CompletedTask;

    [Casualties.Hosting.LongRunningCall]
    public override Task<Incident> CreateIncident(CreateIncidentRequest request, ServerCallContext context) => Create(request, context);

    public override Task<Incident> GetIncident(GetIncidentRequest request, ServerCallContext context) => Get(request, context);

    public override Task<ListIncidentsResponse> ListIncidents(ListIncidentsRequest request, ServerCallContext context) => List(request, context);

    public override Task<Incident> UpdateIncident(UpdateIncidentRequest request, ServerCallContext context) => Update(request, context);

    public override Task WatchIncidents(
        WatchIncidentsRequest request, IServerStreamWriter<WatchIncidentsResponse> responseStream, ServerCallContext context) => Watch(responseStream, context);

    public override Task ImportIncidents(
        IAsyncStreamReader<ImportIncidentsRequest> requestStream, IServerStreamWriter<ImportIncidentsResponse> responseStream, ServerCallContext context) =>
        Import(requestStream, responseStream, context);
}

using Casualties.Hosting;
using Casualties.Incidents;

return await ServiceHost.RunAsync(() => IncidentsApp.Create(args));

using Casualties.Incidents;

await IncidentsApp.Create(args).RunAsync();

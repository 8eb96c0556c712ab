using Casualties.Hosting;
using Casualties.Sources;

return await ServiceHost.RunAsync(() => SourcesApp.Create(args));

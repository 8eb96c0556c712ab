using Casualties.Counts;
using Casualties.Hosting;

return await ServiceHost.RunAsync(() => CountsApp.Create(args));

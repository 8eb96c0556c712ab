using Casualties.Counts;

await CountsApp.Create(args).RunAsync();

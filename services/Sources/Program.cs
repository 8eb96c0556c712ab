using Casualties.Sources;

await SourcesApp.Create(args).RunAsync();

using Casualties.Gateway.Commands;

return await CommandLine.RunAsync(args);

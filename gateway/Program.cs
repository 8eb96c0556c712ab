return await Casualties.Gateway.Commands.CommandLine.RunAsync(args);

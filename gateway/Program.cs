using Casualties.Gateway;

await using var suite = await Suite.StartAsync(new SuiteOptions { Args = args }, CancellationToken.None);
await suite.WaitForShutdownAsync(CancellationToken.None);

using Casualties.Counts.V1;
using Casualties.Incidents.V1;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary>Writers at work all at once, each on claims and incidents of its own.</summary>
internal static class Writers
{
    public const int Count = 8;

    /// <summary>Runs all writers to their end.</summary>
    public static Task RunAsync(RunningSuite suite, int changesEach) =>
        Task.WhenAll(Enumerable.Range(0, Count).Select(writer => Task.Run(() => WriteAsync(suite, writer, changesEach))));

    private static async Task WriteAsync(RunningSuite suite, int writer, int changes)
    {
        var random = new Random(writer);
        var incident = await suite.CreateAsync(Incident(), $"writer-{writer}");
        var live = new List<Claim>();
        for (var change = 0; change < changes; change++)
        {
            var old = live.Count > 0 ? live[random.Next(live.Count)] : null;
            switch (random.Next(6))
            {
                case 0 when old is not null:
                    await suite.Claims.RetractClaimAsync(
                        new RetractClaimRequest { Name = old.Name, Etag = old.Etag, Reason = "Wrong.", RequestId = NewRequestId() });
                    live.Remove(old);
                    break;
                case 1 when old is not null:
                    live.Add(await suite.Claims.SupersedeClaimAsync(
                        new SupersedeClaimRequest { Name = old.Name, Etag = old.Etag, Claim = SomeClaim(old.Publisher), RequestId = NewRequestId() }));
                    live.Remove(old);
                    break;
                case 2:
                    var batch = new BatchRecordClaimsRequest { RequestId = NewRequestId() };
                    for (var entry = 0; entry < 5; entry++)
                        batch.Entries.Add(new ClaimEntry { Claim = SomeClaim() });
                    live.AddRange((await suite.Claims.BatchRecordClaimsAsync(batch)).Claims);
                    break;
                case 3:
                    incident = await suite.Incidents.UpdateIncidentAsync(new UpdateIncidentRequest
                    {
                        Incident = new Incident { Name = incident.Name, Etag = incident.Etag, Title = $"Title {change}" },
                        RequestId = NewRequestId(),
                    });
                    break;
                default:
                    live.Add(await suite.RecordAsync(SomeClaim()));
                    break;
            }
        }

        Claim SomeClaim(string? publisher = null) =>
            Claim(incident.Name, publisher ?? $"sources/{random.Next(3)}", $"sources/{random.Next(3)}", Exactly(random.Next(100)));
    }
}

using Grpc.Core;

namespace Casualties.Gateway.Reports;

/// <summary>A feed that has answered, and that is given up once it is silent for too long.</summary>
internal sealed class OpenFeed : IAsyncDisposable
{
    /// <summary>A feed sends something at least every 15 seconds; one that is silent for this long is dead, whatever its connection says.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(45);

    private readonly CancellationTokenSource silence;
    private readonly CancellationTokenSource ended;
    private readonly IAsyncEnumerator<FeedMessage> messages;

    private OpenFeed(Feeds feeds, SuiteService service, long after, TimeProvider time, CancellationToken cancel)
    {
        silence = new CancellationTokenSource(Silence, time);
        ended = CancellationTokenSource.CreateLinkedTokenSource(cancel, silence.Token);
        messages = feeds.Open(service, after, ended.Token).GetAsyncEnumerator(ended.Token);
    }

    /// <summary>The last message.</summary>
    public FeedMessage Current => messages.Current;

    /// <summary>Opens a feed and waits for its first message, which comes at once: a service that cannot be reached shows here.</summary>
    public static async Task<OpenFeed> OpenAsync(Feeds feeds, SuiteService service, long after, TimeProvider time, CancellationToken cancel)
    {
        var feed = new OpenFeed(feeds, service, after, time, cancel);
        try
        {
            return await feed.MoveNextAsync() ? feed : throw new RpcException(new Status(StatusCode.Unavailable, "The feed ended before it began."));
        }
        catch
        {
            await feed.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits for the next message; false at the end of the feed.</summary>
    public async Task<bool> MoveNextAsync()
    {
        silence.CancelAfter(Silence);
        return await messages.MoveNextAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Ends the call first: the enumerator would wait for it.
        await ended.CancelAsync();
        await messages.DisposeAsync();
        ended.Dispose();
        silence.Dispose();
    }
}

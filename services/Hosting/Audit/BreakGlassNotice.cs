using System.Net.Http.Json;
using Casualties.Audit.V1;
using Polly;
using Polly.Timeout;

namespace Casualties.Hosting;

/// <summary>Tells the address that the operator set that somebody breaks the glass.</summary>
internal sealed class BreakGlassNotice : IDisposable
{
    // A person waits for the answer, and the caller's deadline is 10 seconds by default.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Uri? _address;
    private readonly HttpClient _client;
    private readonly ResiliencePipeline _inTime;

    public BreakGlassNotice(AccessSettings settings, TimeProvider time)
    {
        _address = settings.BreakGlassNotice;
        // Whoever answers there cannot send it elsewhere.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = _address is { IsLoopback: false } };
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _inTime = new ResiliencePipelineBuilder { TimeProvider = time }.AddTimeout(Patience).Build();
    }

    /// <summary>Completes once the notice was accepted. Throws <see cref="NoticeNotDelivered"/>.</summary>
    public async Task DeliverAsync(AuditEvent one, CancellationToken cancel)
    {
        if (_address is null)
            throw new NoticeNotDelivered(isConfigured: false);
        try
        {
            await _inTime.ExecuteAsync(async token => await PostAsync(one, token), cancel);
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutRejectedException)
        {
            throw new NoticeNotDelivered(isConfigured: true, e);
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task PostAsync(AuditEvent one, CancellationToken cancel)
    {
        using var content = JsonContent.Create(new Notice(one.Caller, one.Records.FirstOrDefault(""), one.Reason, one.FirstTime.ToDateTimeOffset()));
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = content };
        // What it says is of no interest, and could be long.
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        response.EnsureSuccessStatusCode();
    }

    /// <param name="Caller">Who breaks it.</param>
    /// <param name="Source">What they want to read.</param>
    /// <param name="Reason">Why, in their words.</param>
    /// <param name="Time">When.</param>
    private sealed record Notice(string Caller, string Source, string Reason, DateTimeOffset Time);
}

/// <summary>Nothing is shown, because nobody could be told of it.</summary>
public sealed class NoticeNotDelivered(bool isConfigured, Exception? inner = null) : Exception(
    isConfigured
        ? "The notice could not be delivered, so nothing is shown. Try again."
        : "No address for notices is configured (Access:BreakGlassNotice), so nothing is shown.",
    inner)
{
    /// <summary>Whether there is an address to tell.</summary>
    public bool IsConfigured { get; } = isConfigured;
}

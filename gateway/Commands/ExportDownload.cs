using System.Security.Cryptography;
using Casualties.Gateway.Reports.Exporting;
using Casualties.Reports.V1;
using Google.Rpc;
using Grpc.Core;
using Polly;
using Polly.Retry;

namespace Casualties.Gateway.Commands;

/// <summary>An export did not come as its manifest says it is.</summary>
internal sealed class ExportIncomplete(string message) : Exception(message);

/// <summary>Fetches an export into a file. The file appears under its name when it is whole, and not before.</summary>
internal static class ExportDownload
{
    /// <summary>What stands for the standard output.</summary>
    public const string StandardOutput = "-";

    // A suite that has just been started is still reading what its services hold.
    private static readonly ResiliencePipeline Opening = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<RpcException>(e => e.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason == "VIEW_INCOMPLETE"),
            Delay = TimeSpan.FromSeconds(1),
            MaxRetryAttempts = 60,
        })
        .Build();

    /// <summary>Runs it, and answers the manifest and the path of the file; null for the standard output.</summary>
    /// <param name="suite">The suite.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="output">Where to write; null: under the name that the suite gives, in the current folder.</param>
    /// <param name="report">Told how many bytes have come.</param>
    /// <param name="cancel">Ends it.</param>
    public static async Task<(Manifest Manifest, string? Path)> RunAsync(CallInvoker suite, ExportReportsRequest request, string? output, Action<long> report, CancellationToken cancel)
    {
        using var call = await Opening.ExecuteAsync(async token => await OpenAsync(suite, request, token), cancel);
        var parts = call.ResponseStream;
        if (parts.Current.Header is not { } header)
            throw Incomplete();
        if (output == StandardOutput)
        {
            await using var standard = Console.OpenStandardOutput();
            return (await ReceiveAsync(parts, standard, report, cancel), null);
        }
        // A name from elsewhere is a name, and no path.
        var path = output ?? Path.GetFileName(header.FileName);
        var manifest = await IntoFileAsync(parts, path, report, cancel);
        await File.WriteAllTextAsync(ManifestFile.BesideOf(path), ManifestFile.Format(manifest), cancel);
        return (manifest, path);
    }

    private static async Task<AsyncServerStreamingCall<ExportReportsResponse>> OpenAsync(CallInvoker suite, ExportReportsRequest request, CancellationToken cancel)
    {
        var call = new AggregateService.AggregateServiceClient(suite).ExportReports(request, cancellationToken: cancel);
        try
        {
            return await call.ResponseStream.MoveNext(cancel) ? call : throw Incomplete();
        }
        catch
        {
            call.Dispose();
            throw;
        }
    }

    private static async Task<Manifest> IntoFileAsync(IAsyncStreamReader<ExportReportsResponse> parts, string path, Action<long> report, CancellationToken cancel)
    {
        var partial = path + ".partial";
        try
        {
            Manifest manifest;
            await using (var file = new FileStream(partial, FileMode.Create, FileAccess.Write))
                manifest = await ReceiveAsync(parts, file, report, cancel);
            File.Move(partial, path, overwrite: true);
            return manifest;
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static async Task<Manifest> ReceiveAsync(IAsyncStreamReader<ExportReportsResponse> parts, Stream file, Action<long> report, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Manifest? manifest = null;
        long bytes = 0;
        while (await parts.MoveNext(cancel))
        {
            manifest = parts.Current.Manifest;
            var content = parts.Current.Content.Memory;
            hash.AppendData(content.Span);
            await file.WriteAsync(content, cancel);
            report(bytes += content.Length);
        }
        await file.FlushAsync(cancel);
        return manifest is not null && manifest.Sha256 == Convert.ToHexStringLower(hash.GetHashAndReset()) ? manifest : throw Incomplete();
    }

    private static ExportIncomplete Incomplete() => new("The export did not come whole: nothing was written under its name. Try again.");
}

using Casualties.Hosting;
using Yarp.ReverseProxy.Forwarder;

namespace Casualties.Gateway.Proxy;

/// <summary>Makes the clients by which the proxy calls the services.</summary>
internal sealed class ServiceClients(
    IReadOnlyDictionary<string, ServiceAddress> addresses, IHostApplicationLifetime lifetime, ILogger<ServiceClients> logger) : ForwarderHttpClientFactory
{
    protected override void ConfigureHandler(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        base.ConfigureHandler(context, handler);
        addresses[context.ClusterId].Apply(handler, logger);
    }

    protected override HttpMessageHandler WrapHandler(ForwarderHttpClientContext context, HttpMessageHandler handler) =>
        new EndsWithReason(context.ClusterId, lifetime.ApplicationStopping) { InnerHandler = base.WrapHandler(context, handler) };

    /// <summary>
    /// Lets nothing that can wait for long hold up a shutdown, and gives streams an end with a reason where the proxy could only cut them off:
    /// when it is told to stop, and when the service dies.
    /// </summary>
    private sealed class EndsWithReason(string service, CancellationToken stopping) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var path = request.RequestUri!.AbsolutePath;
            if (!ForwardedMethods.CanBreakOff(request.Method, path))
                return await base.SendAsync(request, cancellationToken);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
            var response = await base.SendAsync(request, either.Token);
            if (ForwardedMethods.IsStream(path))
                await GiveEndAsync(response, cancellationToken);
            return response;
        }

        private async Task GiveEndAsync(HttpResponseMessage response, CancellationToken cancel)
        {
            var content = response.Content;
            var isGrpc = CallErrors.IsGrpc(content.Headers.ContentType?.MediaType);
            response.Content = new StreamContent(new ForwardedStream(await content.ReadAsStreamAsync(cancel), isGrpc ? End : null, stopping));
            foreach (var (name, values) in content.Headers.NonValidated)
                response.Content.Headers.TryAddWithoutValidation(name, values);

            void End()
            {
                var status = stopping.IsCancellationRequested ? StatusErrors.ShuttingDown() : StatusErrors.ToStatus(new ServiceUnreachable(service));
                foreach (var (name, value) in CallErrors.TrailersOf(status))
                    response.TrailingHeaders.TryAddWithoutValidation(name, value);
            }
        }
    }
}

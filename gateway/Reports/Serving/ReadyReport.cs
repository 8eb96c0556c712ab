using System.Buffers;
using Grpc.Core;

namespace Casualties.Gateway.Reports;

/// <summary>A report as bytes that stand ready, with the freshness of the moment behind them.</summary>
/// <param name="Body">The report without its freshness.</param>
/// <param name="Freshness">The freshness as an encoded field.</param>
internal sealed record ReadyReport(byte[] Body, byte[] Freshness)
{
    /// <summary>Sends ready reports. It is never asked to read one: the gateway is not a client of itself.</summary>
    public static readonly Marshaller<ReadyReport> Marshaller = Marshallers.Create(
        Write, static ReadyReport (DeserializationContext _) => throw new NotSupportedException("Ready reports are only sent."));

    private static void Write(ReadyReport report, SerializationContext context)
    {
        context.SetPayloadLength(report.Body.Length + report.Freshness.Length);
        var writer = context.GetBufferWriter();
        writer.Write(report.Body);
        writer.Write(report.Freshness);
        context.Complete();
    }
}

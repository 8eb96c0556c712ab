using System.Buffers;
using Google.Protobuf;
using Grpc.Core;

namespace Casualties.Gateway.Reports;

/// <summary>
/// A response whose parts stand ready as bytes. Protobuf fields may stand one behind the other, so a stored report and the freshness of the
/// moment make a whole message without either being parsed or written again.
/// </summary>
/// <param name="Parts">Encoded fields of the message, in order.</param>
internal sealed record ReadyMessage(IReadOnlyList<ReadOnlyMemory<byte>> Parts)
{
    /// <summary>Sends ready messages. It is never asked to read one: the gateway is not a client of itself.</summary>
    public static readonly Marshaller<ReadyMessage> Marshaller = Marshallers.Create(
        Write, static ReadyMessage (DeserializationContext _) => throw new NotSupportedException("Ready messages are only sent."));

    /// <summary>A message of ready parts.</summary>
    public static ReadyMessage Of(params ReadOnlyMemory<byte>[] parts) => new(parts);

    /// <summary>A message with reports in its field 1, and other fields behind them.</summary>
    public static ReadyMessage WithReports(IReadOnlyCollection<byte[]> reports, IMessage otherFields)
    {
        var parts = new List<ReadOnlyMemory<byte>>((2 * reports.Count) + 1);
        foreach (var report in reports)
        {
            parts.Add(FieldHeader(report.Length));
            parts.Add(report);
        }
        parts.Add(otherFields.ToByteArray());
        return new ReadyMessage(parts);
    }

    /// <summary>The message itself, for who does not read bytes.</summary>
    public T Parse<T>()
        where T : IMessage<T>, new()
    {
        var bytes = new ArrayBufferWriter<byte>(Length);
        WriteTo(bytes);
        var message = new T();
        message.MergeFrom(bytes.WrittenSpan);
        return message;
    }

    private int Length
    {
        get
        {
            var length = 0;
            foreach (var part in Parts)
                length += part.Length;
            return length;
        }
    }

    private static void Write(ReadyMessage message, SerializationContext context)
    {
        context.SetPayloadLength(message.Length);
        message.WriteTo(context.GetBufferWriter());
        context.Complete();
    }

    // Field 1, length-delimited: the reports of every response that holds several.
    private static byte[] FieldHeader(int length)
    {
        var header = new byte[1 + CodedOutputStream.ComputeUInt32Size((uint)length)];
        using var output = new CodedOutputStream(header);
        output.WriteTag(1, WireFormat.WireType.LengthDelimited);
        output.WriteLength(length);
        return header;
    }

    private void WriteTo(IBufferWriter<byte> writer)
    {
        foreach (var part in Parts)
            writer.Write(part.Span);
    }
}

using System.Collections;
using System.Collections.Concurrent;
using Casualties.Type.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Casualties.Hosting;

/// <summary>Names of records: the first of them, and how many there are.</summary>
internal sealed class RecordNames
{
    /// <summary>How many names an event lists.</summary>
    public const int MaxListed = 1_000;

    private readonly List<string> _listed = [];

    public IReadOnlyList<string> Listed => _listed;

    public long Count { get; private set; }

    public void Add(string name)
    {
        Count++;
        if (_listed.Count < MaxListed)
            _listed.Add(name);
    }

    public void Add(RecordNames others)
    {
        foreach (var name in others._listed)
            Add(name);
        Count += others.Count - others._listed.Count;
    }
}

/// <summary>Finds the records in a message that not everyone may know of, wherever in it they stand, so that what a later RPC answers is found too.</summary>
internal static class RestrictedRecords
{
    private static readonly ConcurrentDictionary<MessageDescriptor, FieldDescriptor[]> PartsByMessage = new();

    /// <summary>Adds their names.</summary>
    public static void Collect(IMessage message, RecordNames names)
    {
        if (message is IDisclosedRecord record)
        {
            if (record.KnownTo > Audience.Public)
                names.Add(record.Name);
            return;
        }
        foreach (var part in PartsByMessage.GetOrAdd(message.Descriptor, static one => PartsOf(one)))
        {
            switch (part.Accessor.GetValue(message))
            {
                case IMessage one:
                    Collect(one, names);
                    break;
                case IList several:
                    foreach (IMessage one in several)
                        Collect(one, names);
                    break;
            }
        }
    }

    // The fields under which a record may stand.
    private static FieldDescriptor[] PartsOf(MessageDescriptor message) =>
        [.. message.Fields.InDeclarationOrder().Where(field => field is { FieldType: FieldType.Message, IsMap: false } && Holds(field.MessageType, []))];

    private static bool Holds(MessageDescriptor message, HashSet<MessageDescriptor> seen) =>
        typeof(IDisclosedRecord).IsAssignableFrom(message.ClrType)
        || (seen.Add(message)
            && message.Fields.InDeclarationOrder().Any(field => field is { FieldType: FieldType.Message, IsMap: false } && Holds(field.MessageType, seen)));
}

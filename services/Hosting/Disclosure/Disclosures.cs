using System.Collections;
using System.Collections.Concurrent;
using Casualties.Type.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Casualties.Hosting;

/// <summary>
/// Takes out of messages what a caller may not see, by the rules that stand in the contract (<c>casualties.type.v1.disclosure</c>). Every response
/// of every RPC passes through it, so that what a later RPC answers is covered too. Which records exist for a caller is not decided
/// here, but where they are read.
/// </summary>
public sealed class Disclosures(PublicPlaces places)
{
    private static readonly ConcurrentDictionary<MessageDescriptor, MessageDisclosure> ByMessage = new();

    /// <summary>Clears what the caller may not see, in the message itself, and tells record times in place of revisions where that is due.</summary>
    public void Apply(IMessage message, Caller caller)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(caller);
        // A steward of the restricted audience, or a service: there is nothing that they may not see.
        if (!caller.KnowsSealedSources)
            Of(message.Descriptor).Apply(message, caller, Confidentiality.Open, places);
    }

    private static MessageDisclosure Of(MessageDescriptor message) => ByMessage.GetOrAdd(message, static one => new MessageDisclosure(one));

    /// <summary>The rules of one type of message.</summary>
    private sealed class MessageDisclosure(MessageDescriptor message)
    {
        private readonly List<(FieldDescriptor Field, FieldDisclosure Rule)> _ruled =
        [
            .. from field in message.Fields.InDeclarationOrder()
               let rule = field.GetOptions()?.GetExtension(DisclosureExtensions.Disclosure)
               where rule is not null
               select (field, rule),
        ];

        // Google's own messages hold nothing of ours; details of errors are not answers.
        private readonly List<FieldDescriptor> _parts =
        [
            .. message.Fields.InDeclarationOrder().Where(field =>
                field is { FieldType: FieldType.Message, IsMap: false } && field.MessageType.FullName.StartsWith("casualties.", StringComparison.Ordinal)),
        ];

        private readonly FieldDescriptor? _confidentiality = message.FindFieldByName("confidentiality");
        // What stands beside a record, the reason of its revision for example, is as confidential as the record.
        private readonly FieldDescriptor? _record = message.Fields.InDeclarationOrder().FirstOrDefault(field =>
            field is { FieldType: FieldType.Message, IsRepeated: false } && field.MessageType.FindFieldByName("confidentiality") is not null);

        private readonly FieldDescriptor? _createRevision = message.FindFieldByName("create_revision");
        private readonly FieldDescriptor? _place = FieldOf(message, Place.Descriptor);
        private readonly FieldDescriptor? _eventTime = FieldOf(message, EventTime.Descriptor);

        public void Apply(IMessage message, Caller caller, Confidentiality confidentiality, PublicPlaces places)
        {
            if (_confidentiality is not null)
                confidentiality = (Confidentiality)_confidentiality.Accessor.GetValue(message);
            else if (_record?.Accessor.GetValue(message) is IMessage record)
                confidentiality = (Confidentiality)record.Descriptor.FindFieldByName("confidentiality").Accessor.GetValue(record);
            foreach (var (field, rule) in _ruled)
            {
                if (rule.Audience > caller.Audience || IsConcealed(rule.ConcealedAt, confidentiality, caller))
                    field.Accessor.Clear(message);
            }
            foreach (var part in _parts)
                ApplyToPart(part.Accessor.GetValue(message), caller, confidentiality, places);
            if (caller.Audience == Audience.Public && _place is not null && _eventTime is not null && _place.Accessor.GetValue(message) is Place place)
                _place.Accessor.SetValue(message, places.Of(place, (EventTime?)_eventTime.Accessor.GetValue(message)));
            if (message is IRecord told && !caller.SeesEveryRecord)
                TellTimes(told, caller);
        }

        // Who a sealed source is, is for stewards; what it is like, for everyone who may know of it.
        private static bool IsConcealed(Confidentiality at, Confidentiality confidentiality, Caller caller)
        {
            if (at == Confidentiality.Unspecified)
                return false;
            return caller.SeesEveryRecord
                ? confidentiality == Confidentiality.Sealed && at <= Confidentiality.Pseudonymous
                : confidentiality >= at;
        }

        private static void ApplyToPart(object? part, Caller caller, Confidentiality confidentiality, PublicPlaces places)
        {
            switch (part)
            {
                case IMessage one:
                    Of(one.Descriptor).Apply(one, caller, confidentiality, places);
                    break;
                case IList several:
                    foreach (IMessage one in several)
                        Of(one.Descriptor).Apply(one, caller, confidentiality, places);
                    break;
            }
        }

        private void TellTimes(IRecord record, Caller caller)
        {
            // A record that was only sent to us, or has not been recorded, has none.
            if (record.Revision == 0)
                return;
            var revision = Sight.Microseconds(record.UpdateTime);
            // What callers record without being let to see it never shows to them: there is nothing to wait for.
            record.Revision = caller.Knows(record) ? revision : 0;
            record.Etag = Sight.EtagOf(revision);
            _createRevision?.Accessor.SetValue(record, Sight.Microseconds(record.CreateTime));
        }

        private static FieldDescriptor? FieldOf(MessageDescriptor message, MessageDescriptor type) =>
            message.Fields.InDeclarationOrder().FirstOrDefault(field => field is { FieldType: FieldType.Message, IsRepeated: false } && field.MessageType == type);
    }
}

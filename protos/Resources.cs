using Casualties.Type.V1;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;

// The standard fields (AIP-148) that every record of the suite has, so that what is done alike to all records is written once.
// The members themselves are generated from the contracts.

namespace Casualties.Type.V1
{
    /// <summary>A record: named, revised, never deleted.</summary>
    public interface IRecord : IMessage
    {
        /// <summary>The resource name, for example <c>incidents/kabul-2021-08-03</c>.</summary>
        string Name { get; set; }

        /// <summary>The revision of its service that last changed it; 0 before it is recorded.</summary>
        long Revision { get; set; }

        /// <summary>The tag of that revision.</summary>
        string Etag { get; set; }

        /// <summary>When it was first recorded.</summary>
        Timestamp CreateTime { get; set; }

        /// <summary>When it was last changed.</summary>
        Timestamp UpdateTime { get; set; }
    }

    /// <summary>A record that not everyone may know of, and that can be published, restricted and expunged.</summary>
    public interface IDisclosedRecord : IRecord
    {
        /// <summary>The lowest audience that may know of it, as recorded; unset is RESTRICTED.</summary>
        Audience Visibility { get; set; }

        /// <summary>The lowest audience that may know of it, with all that follows from the record.</summary>
        Audience KnownTo { get; }

        /// <summary>
        /// Makes this, a record of the past, as little known as it is today, where it is less known by now: what was hidden since is hidden as of the past too.
        /// Null: there is no such record any more, or not yet, and nothing can be told of it.
        /// </summary>
        void HideLike(IDisclosedRecord? today)
        {
            var now = today is null || today.Visibility == Audience.Unspecified ? Audience.Restricted : today.Visibility;
            if (Visibility != Audience.Unspecified && Visibility < now)
                Visibility = now;
        }

        /// <summary>What waits for a second person; null: nothing.</summary>
        Proposal? Proposal { get; set; }

        /// <summary>What was removed for safety.</summary>
        RepeatedField<Expunged> Expunged { get; }
    }
}

namespace Casualties.Incidents.V1
{
    public partial class Incident : IDisclosedRecord
    {
        /// <inheritdoc/>
        public Audience KnownTo => Visibility == Audience.Unspecified ? Audience.Restricted : Visibility;
    }
}

namespace Casualties.Counts.V1
{
    public partial class Claim : IDisclosedRecord
    {
        /// <inheritdoc/>
        public Audience KnownTo => Visibility == Audience.Unspecified ? Audience.Restricted : Visibility;
    }
}

namespace Casualties.Sources.V1
{
    public partial class Source : IDisclosedRecord
    {
        /// <inheritdoc/>
        public Audience KnownTo =>
            Visibility == Audience.Unspecified || Confidentiality >= Confidentiality.Pseudonymous ? Audience.Restricted : Visibility;

        void IDisclosedRecord.HideLike(IDisclosedRecord? today)
        {
            var now = today as Source;
            var visibility = now is null || now.Visibility == Audience.Unspecified ? Audience.Restricted : now.Visibility;
            if (Visibility != Audience.Unspecified && Visibility < visibility)
                Visibility = visibility;
            if (now is null || now.Confidentiality > Confidentiality)
                Confidentiality = now?.Confidentiality ?? Confidentiality.Sealed;
        }
    }

    public partial class Calibration : IRecord;
}

namespace Casualties.Audit.V1
{
    public partial class AuditEvent : IRecord;
}

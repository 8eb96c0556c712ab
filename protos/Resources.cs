using Google.Protobuf;
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
}

namespace Casualties.Incidents.V1
{
    public partial class Incident : Type.V1.IRecord;
}

namespace Casualties.Counts.V1
{
    public partial class Claim : Type.V1.IRecord;
}

namespace Casualties.Sources.V1
{
    public partial class Source : Type.V1.IRecord;

    public partial class Calibration : Type.V1.IRecord;
}

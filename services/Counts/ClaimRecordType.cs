using Casualties.Counts.V1;
using Casualties.Hosting.Records;
using Casualties.Storage;

namespace Casualties.Counts;

/// <summary>The records of the counts service, and the columns by which they are filtered.</summary>
public static class ClaimRecordType
{
    /// <summary>Claims.</summary>
    public static readonly RecordType<Claim> Records = new(
        new RecordKind("claims", "incident", "publisher", "originator", "published_date", "state", RecordType.VisibilityColumn),
        Claim.Parser,
        claim =>
        [
            claim.Incident,
            claim.Publisher,
            IndexText.Of(claim.Originator),
            IndexText.Of(claim.PublishedDate),
            IndexText.Of(claim.State),
            IndexText.Of(claim.KnownTo),
        ]);
}

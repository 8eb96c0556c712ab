using Casualties.Hosting.Records;
using Casualties.Sources.V1;
using Casualties.Storage;

namespace Casualties.Sources;

/// <summary>The records of the sources service, and the columns by which they are filtered.</summary>
public static class SourceRecordType
{
    /// <summary>Sources.</summary>
    public static readonly RecordType<Source> Records = new(
        new RecordKind("sources", "type", "display_name", "state"),
        Source.Parser,
        source => [IndexText.Of(source.Type), IndexText.Of(source.DisplayName), IndexText.Of(source.State)]);
}

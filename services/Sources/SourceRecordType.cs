using Casualties.Hosting.Records;
using Casualties.Sources.V1;
using Casualties.Storage;
using Casualties.Type.V1;

namespace Casualties.Sources;

/// <summary>The records of the sources service, and the columns by which they are filtered.</summary>
public static class SourceRecordType
{
    /// <summary>Sources.</summary>
    public static readonly RecordType<Source> Records = new(
        new RecordKind("sources", "type", "display_name", "state", RecordType.VisibilityColumn),
        Source.Parser,
        source => [IndexText.Of(source.Type), FindableName(source), IndexText.Of(source.State), IndexText.Of(source.KnownTo)]);

    // A filter that finds a sealed source by its name would tell whoever guesses it.
    private static string? FindableName(Source source) => source.Confidentiality == Confidentiality.Sealed ? null : IndexText.Of(source.DisplayName);
}

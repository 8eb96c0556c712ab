using Casualties.Storage;

namespace Storage.Conformance;

/// <summary>The collections of the suite.</summary>
public static class Kinds
{
    public static RecordKind Things { get; } = new("things", "colour", "made");

    public static RecordKind Notes { get; } = new("notes", "thing");
}

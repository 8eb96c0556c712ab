using Casualties.Type.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Casualties.Hosting.Records;

/// <summary>Changes a record by an update (AIP-134).</summary>
public static class RecordUpdate
{
    /// <summary>Checks that an update says as of which reading it was made; the contract cannot demand it of every use of the record. Throws <see cref="InvalidFields"/>.</summary>
    public static void RequireEtag(IRecord update, string path)
    {
        var violations = new Violations();
        if (update.Etag.Length == 0)
            violations.Add($"{path}.etag", "is required: the etag last read of the record");
        violations.ThrowIfAny();
    }

    /// <summary>Merges the fields that the update names into the record, and checks the whole. Throws <see cref="InvalidFields"/>.</summary>
    public static void Apply<T>(FieldMask? mask, T update, T record, string path)
        where T : class, IRecord, IMessage<T>
    {
        UpdateMask.Apply(mask, update, record);
        var violations = new Violations();
        FieldRules.Check(record, violations, path);
        violations.ThrowIfAny();
    }
}

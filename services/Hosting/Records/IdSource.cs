namespace Casualties.Hosting.Records;

/// <summary>Makes the ids of records whose callers give none.</summary>
public class IdSource(TimeProvider time)
{
    /// <summary>A new id: a UUIDv7 in lower case, so that ids sort by the time they were made.</summary>
    public virtual string Next() => Guid.CreateVersion7(time.GetUtcNow()).ToString();
}

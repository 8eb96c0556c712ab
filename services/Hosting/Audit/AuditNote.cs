using Casualties.Storage;
using Casualties.Type.V1;
using Grpc.Core;

namespace Casualties.Hosting;

/// <summary>What a handler knows of its answer that the audit log must hold, and that the answer itself does not tell.</summary>
internal sealed class AuditNote
{
    /// <summary>The fields that were searched by.</summary>
    public SortedSet<string> FilterFields { get; } = new(StringComparer.Ordinal);

    /// <summary>The records in the answer that not everyone may know of.</summary>
    public RecordNames Records { get; } = new();
}

/// <summary>By which handlers leave notes for the audit log. What callers of the public do is not noted.</summary>
public static class AuditNotes
{
    /// <summary>Notes the records in the answer of a unary read that not everyone may know of. Only for answers that do not hold them as messages: those are looked at anyway.</summary>
    public static void NoteRestricted(this ServerCallContext context, IEnumerable<string> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        if (!IsAudited(context))
            return;
        var names = Of(context).Records;
        foreach (var record in records)
            names.Add(record);
    }

    /// <summary>Notes that records are searched by fields.</summary>
    public static void NoteSearch(this ServerCallContext context, params IEnumerable<string> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        if (IsAudited(context))
            Of(context).FilterFields.UnionWith(fields);
    }

    /// <summary>Notes that records are searched by a filter: the names of its fields, never what they are compared with.</summary>
    internal static void NoteSearch(this ServerCallContext context, Filter filter)
    {
        if (IsAudited(context))
            AddFields(filter, Of(context).FilterFields);
    }

    private static bool IsAudited(ServerCallContext context) => context.Caller().Audience > Audience.Public;

    private static AuditNote Of(ServerCallContext context)
    {
        var features = context.GetHttpContext().Features;
        if (features.Get<AuditNote>() is { } known)
            return known;
        var note = new AuditNote();
        features.Set(note);
        return note;
    }

    private static void AddFields(Filter filter, SortedSet<string> fields)
    {
        switch (filter)
        {
            case Filter.And both:
                AddFields(both.Left, fields);
                AddFields(both.Right, fields);
                break;
            case Filter.Or either:
                AddFields(either.Left, fields);
                AddFields(either.Right, fields);
                break;
            case Filter.Not not:
                AddFields(not.Inner, fields);
                break;
            case Filter.Comparison comparison:
                fields.Add(comparison.Column);
                break;
            case Filter.Present present:
                fields.Add(present.Column);
                break;
        }
    }
}

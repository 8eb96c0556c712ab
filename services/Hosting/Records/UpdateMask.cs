using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Casualties.Hosting.Records;

/// <summary>Applies the fields that an update names (AIP-134).</summary>
public static class UpdateMask
{
    private static readonly FieldMask.MergeOptions Replacing = new()
    {
        ReplaceMessageFields = true,
        ReplacePrimitiveFields = true,
        ReplaceRepeatedFields = true,
    };

    /// <summary>Copies the named fields from the update to the record; a named field that the update does not set is cleared.</summary>
    /// <param name="mask">Null: the fields that are set in the update. "*": all of them. Paths in lower_snake; nested ones with dots.</param>
    /// <param name="update">The new values.</param>
    /// <param name="record">The record to change.</param>
    /// <exception cref="InvalidFields">A path is unknown, or names a field that callers do not set; all such paths are listed.</exception>
    public static void Apply<T>(FieldMask? mask, T update, T record)
        where T : class, IMessage<T>
    {
        var effective = new FieldMask();
        if (mask is null || mask.Paths.Count == 0)
            effective.Paths.AddRange(Settable<T>.Fields.Where(field => IsSet(field, update)).Select(field => field.Name));
        else if (mask.Paths is ["*"])
            effective.Paths.AddRange(Settable<T>.Fields.Select(field => field.Name));
        else
            effective.Paths.AddRange(Checked(mask, update.Descriptor, Settable<T>.Fields));
        effective.Merge(update, record, Replacing);
        foreach (var path in effective.Paths)
            ClearUnset(path.Split('.'), update, record);
    }

    private static Google.Protobuf.Collections.RepeatedField<string> Checked(FieldMask mask, MessageDescriptor descriptor, FieldDescriptor[] settable)
    {
        var violations = new Violations();
        for (var i = 0; i < mask.Paths.Count; i++)
        {
            var path = mask.Paths[i];
            if (!FieldMask.IsValid(descriptor, path))
                violations.Add($"update_mask.paths[{i}]", "names no field of the record");
            else if (Array.TrueForAll(settable, field => field.Name != path.Split('.')[0]))
                violations.Add($"update_mask.paths[{i}]", "names a field that callers do not set");
        }
        violations.ThrowIfAny();
        return mask.Paths;
    }

    // The merge writes an absent number as a present 0. Zero and unknown must not be confused: what the update does not set is cleared.
    private static void ClearUnset(string[] path, IMessage? update, IMessage record)
    {
        for (var depth = 0; depth < path.Length; depth++)
        {
            var field = record.Descriptor.FindFieldByName(path[depth]);
            if (depth < path.Length - 1)
            {
                update = update is null ? null : field.Accessor.GetValue(update) as IMessage;
                if (field.Accessor.GetValue(record) is not IMessage child)
                    return;
                record = child;
            }
            else if (field is { HasPresence: true, IsRepeated: false } && (update is null || !field.Accessor.HasValue(update)))
            {
                field.Accessor.Clear(record);
            }
        }
    }

    private static bool IsSet(FieldDescriptor field, IMessage message) => field switch
    {
        { IsRepeated: true } => ((System.Collections.ICollection)field.Accessor.GetValue(message)).Count > 0,
        { HasPresence: true } => field.Accessor.HasValue(message),
        _ => field.Accessor.GetValue(message) switch
        {
            string text => text.Length > 0,
            System.Enum value => Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture) != 0,
            bool flag => flag,
            IConvertible number => number.ToDouble(System.Globalization.CultureInfo.InvariantCulture) != 0,
            _ => true,
        },
    };

    // Read once a type: the options of a descriptor are copied at every look.
    private static class Settable<T>
        where T : class, IMessage<T>
    {
        public static readonly FieldDescriptor[] Fields =
        [
            .. ((MessageDescriptor)typeof(T).GetProperty("Descriptor")!.GetValue(null)!).Fields.InDeclarationOrder().Where(IsSettable),
        ];

        // The etag belongs to the request rather than to the record: it says which revision the caller read.
        private static bool IsSettable(FieldDescriptor field)
        {
            var behaviors = field.GetOptions()?.GetExtension(FieldBehaviorExtensions.FieldBehavior);
            return field.Name != "etag"
                && (behaviors is null || !(behaviors.Contains(FieldBehavior.OutputOnly) || behaviors.Contains(FieldBehavior.Identifier)));
        }
    }
}

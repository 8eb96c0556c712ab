using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Casualties.Hosting.Records;

/// <summary>Applies the fields that an update names (AIP-134).</summary>
public static class UpdateMask
{
    /// <summary>Copies the named fields from the update to the record.</summary>
    /// <param name="mask">Null: the fields that are set in the update. "*": all of them. Paths in lower_snake; nested ones with dots.</param>
    /// <param name="update">The new values.</param>
    /// <param name="record">The record to change.</param>
    /// <exception cref="InvalidFields">A path is unknown, or names a field that callers do not set; all such paths are listed.</exception>
    public static void Apply<T>(FieldMask? mask, T update, T record)
        where T : class, IMessage<T>
    {
        var settable = update.Descriptor.Fields.InDeclarationOrder().Where(IsSettable).ToArray();
        IEnumerable<string> paths = mask switch
        {
            null or { Paths.Count: 0 } => settable.Where(field => IsSet(field, update)).Select(field => field.Name),
            { Paths: ["*"] } => settable.Select(field => field.Name),
            _ => Checked(mask, update.Descriptor, settable),
        };
        foreach (var path in paths)
            Copy(path, update, record);
    }

    // Not FieldMask.Merge, which makes a number that is not set into a stated zero.
    private static void Copy(string path, IMessage? update, IMessage record)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        var field = record.Descriptor.FindFieldByName(dot < 0 ? path : path[..dot]);
        if (dot < 0)
        {
            CopyField(field, update, record);
            return;
        }
        var innerUpdate = update is null ? null : (IMessage?)field.Accessor.GetValue(update);
        var inner = (IMessage?)field.Accessor.GetValue(record);
        if (inner is null)
        {
            if (innerUpdate is null)
                return;
            inner = field.MessageType.Parser.ParseFrom(ByteString.Empty);
            field.Accessor.SetValue(record, inner);
        }
        Copy(path[(dot + 1)..], innerUpdate, inner);
    }

    private static void CopyField(FieldDescriptor field, IMessage? update, IMessage record)
    {
        field.Accessor.Clear(record);
        if (update is null || !IsSet(field, update))
            return;
        var value = field.Accessor.GetValue(update);
        if (!field.IsRepeated)
        {
            field.Accessor.SetValue(record, value);
            return;
        }
        var items = (System.Collections.IList)field.Accessor.GetValue(record);
        foreach (var item in (System.Collections.IList)value)
            items.Add(item);
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

    // The etag belongs to the request rather than to the record: it says which revision the caller read.
    private static bool IsSettable(FieldDescriptor field)
    {
        var behaviors = field.GetOptions()?.GetExtension(FieldBehaviorExtensions.FieldBehavior);
        return field.Name != "etag"
            && (behaviors is null || !(behaviors.Contains(FieldBehavior.OutputOnly) || behaviors.Contains(FieldBehavior.Identifier)));
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
}

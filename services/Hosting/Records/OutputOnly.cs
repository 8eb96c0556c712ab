using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Casualties.Hosting.Records;

/// <summary>Clears what callers do not set: output-only fields sent by a caller are ignored (AIP-203).</summary>
public static class OutputOnly
{
    /// <summary>Clears the output-only fields, the name and the etag of a record that a caller sent.</summary>
    public static T Clear<T>(T record)
        where T : class, IMessage<T>
    {
        foreach (var field in Fields<T>.Cleared)
            field.Accessor.Clear(record);
        return record;
    }

    private static class Fields<T>
        where T : class, IMessage<T>
    {
        public static readonly FieldDescriptor[] Cleared =
        [
            .. ((MessageDescriptor)typeof(T).GetProperty("Descriptor")!.GetValue(null)!).Fields.InDeclarationOrder().Where(field =>
                field.Name == "etag"
                || (field.GetOptions()?.GetExtension(FieldBehaviorExtensions.FieldBehavior) is { } behaviors
                    && (behaviors.Contains(FieldBehavior.OutputOnly) || behaviors.Contains(FieldBehavior.Identifier)))),
        ];
    }
}

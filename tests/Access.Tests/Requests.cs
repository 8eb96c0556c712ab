using Casualties.Counts.V1;
using Casualties.Incidents.V1;
using Casualties.Sources.V1;
using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Access.Tests;

/// <summary>Makes a request for any RPC out of its descriptor: what is required is there, what names a record names one that is given.</summary>
/// <param name="names">A name for each resource type.</param>
internal sealed class Requests(IReadOnlyDictionary<string, string> names)
{
    /// <summary>A request.</summary>
    public IMessage For(MethodDescriptor method)
    {
        var request = (IMessage)Activator.CreateInstance(method.InputType.ClrType)!;
        Fill(request);
        return request;
    }

    private void Fill(IMessage message)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            var options = field.GetOptions();
            var behaviors = options?.GetExtension(FieldBehaviorExtensions.FieldBehavior) ?? [];
            if (behaviors.Contains(FieldBehavior.OutputOnly))
                continue;
            if (behaviors.Contains(FieldBehavior.Identifier))
                Set(message, field, NameOf(message.Descriptor.GetOptions().GetExtension(ResourceExtensions.Resource).Type));
            else if (options?.GetExtension(ResourceExtensions.ResourceReference)?.Type is { Length: > 0 } type && (behaviors.Contains(FieldBehavior.Required) || field.Name == "name"))
                Set(message, field, NameOf(type));
            else if (behaviors.Contains(FieldBehavior.Required) || field.Name == "etag")
                Set(message, field, ValueOf(field));
        }
    }

    private string NameOf(string type) => type == "*" ? NameOf("casualties/Source") : names.TryGetValue(type, out var name) ? name : type == "casualties/IncidentReport" ? "incidents/none/report" : $"{type[(type.IndexOf('/', StringComparison.Ordinal) + 1)..].ToLowerInvariant()}s/none";

    private object ValueOf(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.String when field.GetOptions()?.GetExtension(FieldInfoExtensions.FieldInfo)?.Format == Google.Api.FieldInfo.Types.Format.Uuid4 => Some.NewRequestId(),
        // Never the right one: nothing is changed.
        FieldType.String when field.Name == "etag" => "\"none\"",
        FieldType.String when field.Name == "paths" => "note",
        FieldType.String when field.Name == "service" => "sources",
        FieldType.String => "text",
        FieldType.Enum => System.Enum.ToObject(field.EnumType.ClrType, 1),
        FieldType.Int32 => 1,
        FieldType.Message => MessageOf(field.MessageType),
        _ => throw new NotSupportedException($"There is no value yet for {field.FullName}."),
    };

    private object MessageOf(MessageDescriptor type)
    {
        if (type == Claim.Descriptor)
            return Some.Claim(NameOf("casualties/Incident"), NameOf("casualties/Source"), "");
        if (type == Incident.Descriptor)
            return Some.Incident().With(incident => (incident.Name, incident.Etag) = (NameOf("casualties/Incident"), "\"none\""));
        if (type == Source.Descriptor)
            return Some.Source().With(source => (source.Name, source.Etag) = (NameOf("casualties/Source"), "\"none\""));
        if (type == Calibration.Descriptor)
            return Some.Calibration();
        var message = (IMessage)Activator.CreateInstance(type.ClrType)!;
        Fill(message);
        return message;
    }

    private static void Set(IMessage message, FieldDescriptor field, object value)
    {
        if (field.IsRepeated)
            ((System.Collections.IList)field.Accessor.GetValue(message)).Add(value);
        else
            field.Accessor.SetValue(message, value);
    }
}

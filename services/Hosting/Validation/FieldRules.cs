using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Casualties.Hosting;

/// <summary>
/// Checks messages against what the contracts say of their fields: <c>google.api.field_behavior</c>, <c>casualties.type.v1.limit</c>,
/// <c>google.api.field_info</c>, <c>google.api.resource_reference</c>, known enumeration values, and plain text. Rules are compiled once a
/// message type. Checking a valid message allocates nothing.
/// </summary>
public static class FieldRules
{
    private static readonly ConcurrentDictionary<MessageDescriptor, MessageRules> Compiled = new();

    /// <summary>
    /// Adds every violation. Output-only fields and identifiers are not checked: the server sets them. In a request with an
    /// <c>update_mask</c>, required fields may be missing inside the resource, while its identifier must be given.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="violations">Where to add them.</param>
    /// <param name="path">The path of the message in the request, put before the path of each field; empty for the request itself.</param>
    /// <param name="required">Whether required fields must be set.</param>
    public static void Check(IMessage message, Violations violations, string path = "", bool required = true)
    {
        var walk = new Walk(violations, path, required);
        For(message.Descriptor).Check(message, ref walk);
    }

    /// <summary>
    /// Declares what must hold between the fields of a message type; it is checked with the fields wherever a whole message of the type stands.
    /// The rule must bear any message: its fields may be wrong in themselves.
    /// </summary>
    public static void DeclareAcross<T>(Action<T, string, Violations> rule)
        where T : class, IMessage => AcrossFields<T>.Rule = rule;

    internal static MessageRules For(MessageDescriptor descriptor) => Compiled.GetOrAdd(descriptor, static one => RuleCompiler.Compile(one));
}

/// <summary>The rules of one message type.</summary>
internal abstract class MessageRules
{
    public abstract void Check(IMessage message, ref Walk walk);
}

/// <summary>The rules of a message type, field by field.</summary>
internal sealed class FieldByField<T>(Func<T, bool> hasUnknownFields, FieldRule<T>[] rules) : MessageRules
    where T : class, IMessage
{
    public override void Check(IMessage message, ref Walk walk)
    {
        var typed = (T)message;
        if (hasUnknownFields(typed))
            walk.Add("", "holds fields that this version of the service does not know");
        foreach (var rule in rules)
            rule.Check(typed, ref walk);
        // Of a message that may lack fields, nothing can be said across them.
        if (walk.Required && AcrossFields<T>.Rule is { } across)
            walk.CheckAcross(typed, across);
    }
}

/// <summary>What must hold between the fields of a message type; null where nothing was declared.</summary>
internal static class AcrossFields<T>
{
    public static Action<T, string, Violations>? Rule { get; set; }
}

/// <summary>The rules of one field of a message type.</summary>
internal abstract class FieldRule<T>(string name, bool required)
{
    protected string Field => name;

    protected const string Missing = "is required";

    public abstract void Check(T message, ref Walk walk);

    protected void CheckPresent(bool present, ref Walk walk)
    {
        if (required && !present && walk.Required)
            walk.Add(name, Missing);
    }
}

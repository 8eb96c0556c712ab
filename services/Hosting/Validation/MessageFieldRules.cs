using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;

namespace Casualties.Hosting;

/// <summary>A nested message.</summary>
internal sealed class MessageFieldRule<T>(FieldDescriptor field, DeclaredRules rules, Func<T, IMessage?> get, bool relaxed)
    : FieldRule<T>(field.Name, rules.IsRequired)
{
    private MessageRules? _rules;

    public override void Check(T message, ref Walk walk)
    {
        var child = get(message);
        CheckPresent(child is not null, ref walk);
        if (child is null || !walk.Enter(Field))
            return;
        var before = walk.Required;
        walk.Required = before && !relaxed;
        (_rules ??= FieldRules.For(field.MessageType)).Check(child, ref walk);
        walk.Required = before;
        walk.Leave();
    }
}

/// <summary>A list of messages.</summary>
internal sealed class MessageItemsRule<T, TChild>(FieldDescriptor field, DeclaredRules rules, Func<T, RepeatedField<TChild>> get)
    : ItemsRule<T>(field.Name, rules)
    where TChild : class, IMessage
{
    private MessageRules? _rules;

    public override void Check(T message, ref Walk walk)
    {
        var items = get(message);
        CheckCount(items.Count, ref walk);
        var itemRules = _rules ??= FieldRules.For(field.MessageType);
        for (var i = 0; i < items.Count; i++)
        {
            if (!walk.Enter(Field, i))
                return;
            itemRules.Check(items[i], ref walk);
            walk.Leave();
        }
    }
}

using System.Linq.Expressions;
using System.Reflection;
using Casualties.Type.V1;
using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;

namespace Casualties.Hosting;

/// <summary>Makes the rules of a message type out of its descriptor.</summary>
/// <remarks>Getters become typed delegates, since the reflection of descriptors boxes each number it reads.</remarks>
internal static class RuleCompiler
{
    public static MessageRules Compile(MessageDescriptor message) =>
        WellKnownRules.For(message)
        ?? (MessageRules)Generic(nameof(CompileFields), message.ClrType).Invoke(null, [message])!;

    private static FieldByField<T> CompileFields<T>(MessageDescriptor message)
        where T : class, IMessage
    {
        var isUpdate = message.FindFieldByName("update_mask") is not null;
        return new FieldByField<T>(UnknownFields<T>(), [.. message.Fields.InDeclarationOrder().Select(field => RuleFor<T>(field, isUpdate)).OfType<FieldRule<T>>()]);
    }

    // The runtime keeps unknown fields to itself. They must be seen all the same: what is stored unseen could later be read as a field
    // that had been checked.
    private static Func<T, bool> UnknownFields<T>()
    {
        var message = Expression.Parameter(typeof(T));
        var unknown = Expression.Field(message, typeof(T).GetField("_unknownFields", BindingFlags.NonPublic | BindingFlags.Instance)!);
        return Expression.Lambda<Func<T, bool>>(Expression.NotEqual(unknown, Expression.Constant(null)), message).Compile();
    }

    private static FieldRule<T>? RuleFor<T>(FieldDescriptor field, bool isUpdate)
    {
        var rules = new DeclaredRules(field);
        if (rules.IsOutputOnly)
            return null;
        if (rules.IsIdentifier)
            return new IdentifierRule<T>(field, Getter<T, string>(field), ResourceNames.Of(rules.OwnResourceType));
        switch (field.FieldType)
        {
            case FieldType.String:
                var text = new TextRule(rules);
                return field.IsRepeated
                    ? new TextItemsRule<T>(field, rules, Getter<T, RepeatedField<string>>(field), text)
                    : new TextFieldRule<T>(field, rules, Getter<T, string>(field), text);
            case FieldType.Message when !field.IsMap:
                var relaxed = isUpdate && field.MessageType.GetOptions()?.GetExtension(ResourceExtensions.Resource) is not null;
                return field.IsRepeated
                    ? (FieldRule<T>)Generic(nameof(MessageItems), typeof(T), field.MessageType.ClrType).Invoke(null, [field, rules, relaxed])!
                    : new MessageFieldRule<T>(field, rules, Getter<T, IMessage?>(field), relaxed);
            case FieldType.Enum:
                return field.IsRepeated
                    ? (FieldRule<T>)Generic(nameof(EnumItems), typeof(T), field.EnumType.ClrType).Invoke(null, [field, rules])!
                    : new EnumRule<T>(field, rules, Getter<T, int>(field));
            case FieldType.Int32 when !field.IsRepeated:
                return NumberField<T, int>(field, rules);
            case FieldType.Int64 when !field.IsRepeated:
                return NumberField<T, long>(field, rules);
            case FieldType.Double:
                return field.IsRepeated
                    ? new NumberItemsRule<T, double>(field, rules, Getter<T, RepeatedField<double>>(field))
                    : NumberField<T, double>(field, rules);
            // What cannot be checked must not look checked: a contract that needs more than this needs a rule here first.
            case var _ when rules.Any:
                throw new NotSupportedException($"There is no way yet to check {field.FullName}.");
            default:
                return null;
        }
    }

    private static MessageItemsRule<T, TChild> MessageItems<T, TChild>(FieldDescriptor field, DeclaredRules rules, bool relaxed)
        where TChild : class, IMessage =>
        relaxed
            ? throw new NotSupportedException($"An update of several records has no rules yet: {field.FullName}.")
            : new(field, rules, Getter<T, RepeatedField<TChild>>(field));

    private static EnumItemsRule<T, TEnum> EnumItems<T, TEnum>(FieldDescriptor field, DeclaredRules rules)
        where TEnum : struct, Enum => new(field, rules, Getter<T, RepeatedField<TEnum>>(field));

    private static NumberRule<T, TNumber> NumberField<T, TNumber>(FieldDescriptor field, DeclaredRules rules)
        where TNumber : struct, System.Numerics.INumber<TNumber> =>
        new(field, rules, Getter<T, TNumber>(field), field.HasPresence ? Getter<T, bool>(field, "Has") : null);

    private static Func<T, TValue> Getter<T, TValue>(FieldDescriptor field, string prefix = "") =>
        typeof(T).GetProperty(prefix + field.PropertyName)!.GetMethod!.CreateDelegate<Func<T, TValue>>();

    private static MethodInfo Generic(string method, params System.Type[] types) =>
        typeof(RuleCompiler).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(types);
}

/// <summary>What the contract says of a field.</summary>
internal sealed class DeclaredRules
{
    private readonly RepeatedField<FieldBehavior>? _behaviors;

    public DeclaredRules(FieldDescriptor field)
    {
        var options = field.GetOptions();
        _behaviors = options?.GetExtension(FieldBehaviorExtensions.FieldBehavior);
        Limit = options?.GetExtension(LimitExtensions.Limit) ?? new FieldLimit();
        IsUuid4 = options?.GetExtension(FieldInfoExtensions.FieldInfo)?.Format == Google.Api.FieldInfo.Types.Format.Uuid4;
        Reference = options?.GetExtension(ResourceExtensions.ResourceReference)?.Type is { Length: > 0 } type ? ResourceNames.Of(type) : null;
        OwnResourceType = field.ContainingType.GetOptions()?.GetExtension(ResourceExtensions.Resource)?.Type ?? "";
    }

    public FieldLimit Limit { get; }

    public bool IsUuid4 { get; }

    public ResourceName? Reference { get; }

    public string OwnResourceType { get; }

    public bool IsRequired => Has(FieldBehavior.Required);

    public bool IsOutputOnly => Has(FieldBehavior.OutputOnly);

    public bool IsIdentifier => Has(FieldBehavior.Identifier);

    public bool Any => IsRequired || IsUuid4 || Reference is not null || !Limit.Equals(new FieldLimit());

    private bool Has(FieldBehavior behavior) => _behaviors?.Contains(behavior) ?? false;
}

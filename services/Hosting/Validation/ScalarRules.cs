using System.Collections.Frozen;
using System.Numerics;
using System.Runtime.CompilerServices;
using Casualties.Type.V1;
using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;

namespace Casualties.Hosting;

/// <summary>What one text must be like.</summary>
internal sealed class TextRule(DeclaredRules rules)
{
    private readonly long _maxBytes = rules.Limit.HasMaxBytes ? rules.Limit.MaxBytes : long.MaxValue;
    private readonly string _tooLong = $"is longer than {rules.Limit.MaxBytes} bytes";
    private readonly TextForm _form = rules.Limit.Form;

    /// <summary>Whether no text has the form when it is empty.</summary>
    public bool HasForm { get; } = rules.IsUuid4 || rules.Reference is not null || rules.Limit.Form != TextForm.Unspecified;

    /// <summary>What is wrong; null if nothing is.</summary>
    public string? Fault(string text)
    {
        if (TextRules.IsLongerThan(text, _maxBytes))
            return _tooLong;
        if (rules.Reference is { } reference)
            return reference.Matches(text) ? null : reference.Expected;
        if (rules.IsUuid4)
            return TextRules.IsUuid4(text) ? null : "must be a UUID, version 4";
        return TextRules.Plain(text) ?? TextRules.Form(_form, text);
    }
}

/// <summary>A text. Empty means: not set.</summary>
internal sealed class TextFieldRule<T>(FieldDescriptor field, DeclaredRules rules, Func<T, string> get, TextRule rule)
    : FieldRule<T>(field.Name, rules.IsRequired)
{
    public override void Check(T message, ref Walk walk)
    {
        var text = get(message);
        CheckPresent(text.Length > 0, ref walk);
        if (text.Length > 0 && rule.Fault(text) is { } fault)
            walk.Add(Field, fault);
    }
}

/// <summary>A list of texts. An item that must have a form cannot be empty.</summary>
internal sealed class TextItemsRule<T>(FieldDescriptor field, DeclaredRules rules, Func<T, RepeatedField<string>> get, TextRule rule)
    : ItemsRule<T>(field.Name, rules)
{
    public override void Check(T message, ref Walk walk)
    {
        var items = get(message);
        CheckCount(items.Count, ref walk);
        for (var i = 0; i < items.Count; i++)
        {
            if ((items[i].Length > 0 || rule.HasForm) && rule.Fault(items[i]) is { } fault)
                walk.Add(Field, fault, i);
        }
    }
}

/// <summary>A list: how many items it may have.</summary>
internal abstract class ItemsRule<T>(string field, DeclaredRules rules) : FieldRule<T>(field, rules.IsRequired)
{
    private readonly long _maxItems = rules.Limit.HasMaxItems ? rules.Limit.MaxItems : long.MaxValue;

    protected void CheckCount(int count, ref Walk walk)
    {
        CheckPresent(count > 0, ref walk);
        if (count > _maxItems)
            walk.Add(Field, $"has more than {_maxItems} items");
    }
}

/// <summary>The name of the record itself. The server sets it, except in an update, where it says which record is meant.</summary>
internal sealed class IdentifierRule<T>(FieldDescriptor field, Func<T, string> get, ResourceName name) : FieldRule<T>(field.Name, required: false)
{
    public override void Check(T message, ref Walk walk)
    {
        if (walk.Required)
            return;
        var text = get(message);
        if (text.Length == 0)
            walk.Add(Field, Missing);
        else if (!name.Matches(text))
            walk.Add(Field, name.Expected);
    }
}

/// <summary>An enumeration: a value that the contract knows, and not 0 where the field is required.</summary>
internal sealed class EnumRule<T>(FieldDescriptor field, DeclaredRules rules, Func<T, int> get) : FieldRule<T>(field.Name, rules.IsRequired)
{
    private readonly FrozenSet<int> _known = field.EnumType.Values.Select(value => value.Number).ToFrozenSet();
    private readonly string _unknown = $"is not a value of {field.EnumType.FullName}";

    public override void Check(T message, ref Walk walk)
    {
        var value = get(message);
        CheckPresent(value != 0, ref walk);
        if (!_known.Contains(value))
            walk.Add(Field, _unknown);
    }
}

/// <summary>A list of values of an enumeration, each one that the contract knows, and never 0, which says nothing.</summary>
internal sealed class EnumItemsRule<T, TEnum>(FieldDescriptor field, DeclaredRules rules, Func<T, RepeatedField<TEnum>> get) : ItemsRule<T>(field.Name, rules)
    where TEnum : struct, Enum
{
    private readonly FrozenSet<int> _known = field.EnumType.Values.Select(value => value.Number).Where(number => number != 0).ToFrozenSet();
    private readonly string _unknown = $"is not a value of {field.EnumType.FullName}";

    public override void Check(T message, ref Walk walk)
    {
        var items = get(message);
        CheckCount(items.Count, ref walk);
        for (var i = 0; i < items.Count; i++)
        {
            if (!_known.Contains(Unsafe.BitCast<TEnum, int>(items[i])))
                walk.Add(Field, _unknown, i);
        }
    }
}

/// <summary>What one number must be like. Not a number and infinity are refused everywhere.</summary>
internal sealed class NumberLimit<TNumber>(DeclaredRules rules)
    where TNumber : struct, INumber<TNumber>
{
    private readonly TNumber? _min = rules.Limit.HasMin ? TNumber.CreateSaturating(rules.Limit.Min) : null;
    private readonly TNumber? _max = rules.Limit.HasMax ? TNumber.CreateSaturating(rules.Limit.Max) : null;
    private readonly string _tooSmall = $"is less than {rules.Limit.Min}";
    private readonly string _tooLarge = $"is more than {rules.Limit.Max}";

    /// <summary>What is wrong; null if nothing is.</summary>
    public string? Fault(TNumber value)
    {
        if (!TNumber.IsFinite(value))
            return "must be a finite number";
        if (value < _min)
            return _tooSmall;
        return value > _max ? _tooLarge : null;
    }
}

/// <summary>A number within its limits.</summary>
internal sealed class NumberRule<T, TNumber>(FieldDescriptor field, DeclaredRules rules, Func<T, TNumber> get, Func<T, bool>? has)
    : FieldRule<T>(field.Name, rules.IsRequired)
    where TNumber : struct, INumber<TNumber>
{
    private readonly NumberLimit<TNumber> _limit = new(rules);

    public override void Check(T message, ref Walk walk)
    {
        if (has is not null)
        {
            var present = has(message);
            CheckPresent(present, ref walk);
            if (!present)
                return;
        }
        if (_limit.Fault(get(message)) is { } fault)
            walk.Add(Field, fault);
    }
}

/// <summary>A list of numbers, each within the limits.</summary>
internal sealed class NumberItemsRule<T, TNumber>(FieldDescriptor field, DeclaredRules rules, Func<T, RepeatedField<TNumber>> get)
    : ItemsRule<T>(field.Name, rules)
    where TNumber : struct, INumber<TNumber>
{
    private readonly NumberLimit<TNumber> _limit = new(rules);

    public override void Check(T message, ref Walk walk)
    {
        var items = get(message);
        CheckCount(items.Count, ref walk);
        for (var i = 0; i < items.Count; i++)
        {
            if (_limit.Fault(items[i]) is { } fault)
                walk.Add(Field, fault, i);
        }
    }
}

using Casualties.Type.V1;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;

namespace Casualties.Hosting.Records;

/// <summary>Removes content from a record for safety, from every revision of it.</summary>
public sealed class RecordExpunge<T>
    where T : class, IDisclosedRecord, IMessage<T>
{
    private readonly IReadOnlyDictionary<string, Action<T>> _removals;

    /// <param name="paths">The fields that can be removed, by their names in the contract; <c>parent.child</c> reaches into messages and lists of them.</param>
    public RecordExpunge(params IEnumerable<string> paths) => _removals = paths.ToDictionary(path => path, RemovalOf);

    /// <summary>Proposes to remove content, or, as the second person, removes it.</summary>
    /// <param name="scope">The change.</param>
    /// <param name="record">The record as it is.</param>
    /// <param name="content">What to remove.</param>
    /// <param name="reason">Why.</param>
    public T Decide(RecordScope<T> scope, T record, Expunge content, string reason)
    {
        Check(content.Paths);
        // A rationale is the reason of its revision, too.
        content.Reasons |= content.Paths.Any(path => path.EndsWith("rationale", StringComparison.Ordinal));
        return FourEyes.Decide(scope, record, new Proposal { Expunge = content, Reason = reason }, proposal =>
        {
            var expunged = new Expunged
            {
                Content = proposal.Expunge,
                Reason = proposal.Reason,
                Approvers = { proposal.Proposer, scope.Caller.Subject },
                ExpungeTime = scope.Now,
            };
            record.Proposal = null;
            Remove(record);
            record.Expunged.Add(expunged);
            return scope.Expunge(record, Remove, content.Reasons);

            void Remove(T one)
            {
                foreach (var path in content.Paths)
                    _removals[path](one);
                if (!content.Reasons)
                    return;
                if (one.Proposal is { } pending)
                    pending.Reason = "";
                foreach (var earlier in one.Expunged)
                    earlier.Reason = "";
            }
        });
    }

    private void Check(RepeatedField<string> paths)
    {
        var violations = new Violations();
        for (var i = 0; i < paths.Count; i++)
        {
            if (!_removals.ContainsKey(paths[i]))
                violations.Add($"paths[{i}]", $"cannot be removed; these can: {string.Join(", ", _removals.Keys)}");
            else if (paths.IndexOf(paths[i]) < i)
                violations.Add($"paths[{i}]", "is given twice");
        }
        violations.ThrowIfAny();
    }

    private static Action<T> RemovalOf(string path)
    {
        var removal = RemovalOf(((MessageDescriptor)typeof(T).GetProperty("Descriptor")!.GetValue(null)!), path.Split('.'));
        return record => removal(record);
    }

    private static Action<IMessage> RemovalOf(MessageDescriptor message, ReadOnlySpan<string> path)
    {
        var field = message.FindFieldByName(path[0]) ?? throw new ArgumentException($"{message.FullName} has no field {path[0]}.", nameof(path));
        if (path.Length == 1)
            return one => field.Accessor.Clear(one);
        var inner = RemovalOf(field.MessageType, path[1..]);
        return one =>
        {
            switch (field.Accessor.GetValue(one))
            {
                case IMessage child:
                    inner(child);
                    break;
                case System.Collections.IList children:
                    foreach (IMessage child in children)
                        inner(child);
                    break;
            }
        };
    }
}

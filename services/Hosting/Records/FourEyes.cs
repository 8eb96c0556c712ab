using Casualties.Storage;
using Casualties.Type.V1;
using Google.Protobuf;

namespace Casualties.Hosting.Records;

/// <summary>Changes that take two people: the first proposes, the second, who is neither the proposer nor the recorder, carries out the same.</summary>
public static class FourEyes
{
    /// <summary>
    /// Carries out a change if the same was proposed by another person, and proposes it otherwise. Throws <see cref="SecondPersonNeeded"/> where the caller
    /// cannot be the second.
    /// </summary>
    /// <param name="scope">The change.</param>
    /// <param name="record">The record as it is.</param>
    /// <param name="wanted">What is asked for: the content of a proposal, and the reason.</param>
    /// <param name="carryOut">Carries it out, given the proposal.</param>
    public static T Decide<T>(RecordScope<T> scope, T record, Proposal wanted, Func<Proposal, T> carryOut)
        where T : class, IDisclosedRecord, IMessage<T>
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(record);
        var caller = scope.Caller.Subject;
        if (record.Proposal is { } pending && IsSame(pending, wanted))
        {
            if (caller == pending.Proposer || caller == scope.RecorderOf(record.Name))
                throw new SecondPersonNeeded(record.Name);
            return carryOut(pending);
        }
        wanted.Proposer = caller;
        wanted.ProposeTime = scope.Now;
        return scope.Propose(record, wanted);
    }

    private static bool IsSame(Proposal pending, Proposal wanted) =>
        pending.ChangeCase == wanted.ChangeCase && Equals(pending.Publication, wanted.Publication) && Equals(pending.Expunge, wanted.Expunge);
}

/// <summary>It takes a second person, and the caller is the first.</summary>
public sealed class SecondPersonNeeded(string record)
    : Refusal($"Who proposed a change of {record}, raised a flag on it or recorded it cannot decide on it: it takes another person.")
{
    /// <summary>The record's name.</summary>
    public string Record { get; } = record;
}

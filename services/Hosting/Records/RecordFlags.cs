using Casualties.Storage;
using Casualties.Type.V1;
using Google.Protobuf;

namespace Casualties.Hosting.Records;

/// <summary>
/// Doubts about records: one person raises a flag, another decides on it. A flag stands in the record that it is about, so that its history, its state as of
/// the past and its way into every view are those of the record.
/// </summary>
public static class RecordFlags
{
    /// <summary>How many flags a record holds at most, ended ones included.</summary>
    public const int MaxFlags = 100;

    /// <summary>How many flags of one person that have not ended a record holds at most: nobody can use up the room of the others.</summary>
    public const int MaxFlagsOfOne = 10;

    private static readonly RoleSet Services = RoleSet.Of(Role.Service);

    /// <summary>Raises a flag.</summary>
    /// <param name="scope">The change.</param>
    /// <param name="record">The record as it is.</param>
    /// <param name="flag">The flag, as the caller sent it.</param>
    public static T Raise<T>(RecordScope<T> scope, T record, Flag flag)
        where T : class, IDisclosedRecord, IMessage<T>
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(record);
        if (record.Flags.Count(one => one.Raiser == scope.Caller.Subject && !one.IsEnded) == MaxFlagsOfOne)
            throw new StateForbids(record.Name, "TOO_MANY_FLAGS", $"You have raised {MaxFlagsOfOne} flags on {record.Name} that have not ended.");
        if (record.Flags.Count == MaxFlags)
            throw new StateForbids(record.Name, "TOO_MANY_FLAGS", $"{record.Name} has {MaxFlags} flags already.");
        if (flag.ExpireTime is { } end && end.CompareTo(scope.Now) <= 0)
        {
            var violations = new Violations();
            violations.Add("flag.expire_time", "must lie in the future");
            violations.ThrowIfAny();
        }
        OutputOnly.Clear(flag);
        flag.Id = scope.NewId();
        flag.State = FlagState.Open;
        flag.Raiser = scope.Caller.Subject;
        flag.RaiseTime = scope.Now;
        record.Flags.Add(flag);
        return scope.AppendJudged(record, shows: !flag.IsForSafety);
    }

    /// <summary>Decides on a flag. Throws <see cref="SecondPersonNeeded"/> where the caller has a part in it.</summary>
    /// <param name="scope">The change.</param>
    /// <param name="record">The record as it is.</param>
    /// <param name="flagId">The flag.</param>
    /// <param name="state">What is decided.</param>
    /// <param name="rationale">Why.</param>
    /// <param name="predecessors">Records that this one took the place of: whoever recorded one of them is an author, too.</param>
    public static T Decide<T>(RecordScope<T> scope, T record, string flagId, FlagState state, string rationale, params IEnumerable<string> predecessors)
        where T : class, IDisclosedRecord, IMessage<T>
    {
        ArgumentNullException.ThrowIfNull(scope);
        var flag = Find(record, flagId);
        var caller = scope.Caller;
        CheckDecision(state, caller);
        if (state == FlagState.Expired)
            DemandOver(record, flag, scope.Now);
        else if (HasPart(flag, caller.Subject) || predecessors.Prepend(record.Name).Any(name => caller.Subject == scope.RecorderOf(name)))
            throw new SecondPersonNeeded(record.Name);
        Demand(record, flag, flag.CanBecome(state));
        var held = flag.InForce;
        flag.Decide(state);
        return Step(scope, record, flag, state, rationale, shows: !flag.IsForSafety || held || flag.InForce);
    }

    /// <summary>Objects to how a flag was decided; what was decided holds on.</summary>
    /// <param name="scope">The change.</param>
    /// <param name="record">The record as it is.</param>
    /// <param name="flagId">The flag.</param>
    /// <param name="rationale">Why.</param>
    public static T Appeal<T>(RecordScope<T> scope, T record, string flagId, string rationale)
        where T : class, IDisclosedRecord, IMessage<T>
    {
        ArgumentNullException.ThrowIfNull(scope);
        var flag = Find(record, flagId);
        Demand(record, flag, flag.State is FlagState.Upheld or FlagState.Rejected);
        return Step(scope, record, flag, FlagState.Appealed, rationale, shows: !flag.IsForSafety);
    }

    /// <summary>A flag of a record. Throws <see cref="RecordNotFound"/> if the record has no such flag.</summary>
    public static Flag Find(IDisclosedRecord record, string id)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.Flags.FirstOrDefault(flag => flag.Id == id) ?? throw new RecordNotFound($"{record.Name} (flag {id})");
    }

    // Whoever says that it is so, or said it before, does not judge whether it is.
    private static bool HasPart(Flag flag, string subject) =>
        flag.Raiser == subject || flag.Steps.Any(step => step.State != FlagState.UnderReview && step.Actor == subject);

    private static void CheckDecision(FlagState state, Caller caller)
    {
        var violations = new Violations();
        if (state is not (FlagState.UnderReview or FlagState.Upheld or FlagState.Rejected or FlagState.Expired))
            violations.Add("state", "must be UNDER_REVIEW, UPHELD or REJECTED");
        // A service keeps the clock, and a person judges.
        else if (state == FlagState.Expired != caller.Roles.HasAny(Services))
            violations.Add("state", state == FlagState.Expired ? "is recorded by the suite, when the time has come" : "is for people to decide");
        violations.ThrowIfAny();
    }

    private static void DemandOver(IRecord record, Flag flag, Google.Protobuf.WellKnownTypes.Timestamp now) =>
        Demand(record, flag, flag.ExpireTime is { } end && end.CompareTo(now) <= 0);

    private static void Demand(IRecord record, Flag flag, bool allowed)
    {
        if (!allowed)
            throw new StateForbids(record.Name, IndexText.Of(flag.State)!, $"Flag {flag.Id} of {record.Name} is in a state from which that does not lead.");
    }

    private static T Step<T>(RecordScope<T> scope, T record, Flag flag, FlagState state, string rationale, bool shows)
        where T : class, IDisclosedRecord, IMessage<T>
    {
        flag.State = state;
        flag.Steps.Add(new FlagStep { State = state, Actor = scope.Caller.Subject, Rationale = rationale, StepTime = scope.Now });
        return scope.AppendJudged(record, shows);
    }
}

using Casualties.Gateway.Reports;
using Casualties.Hosting;
using Casualties.Hosting.Records;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Google.Protobuf;

namespace Casualties.Gateway.Reviews;

/// <summary>A decision on a record that nobody has made, and what records would be if somebody did.</summary>
/// <param name="Record">The name of the source, the claim or the incident that it is about.</param>
/// <param name="Make">Makes it on a copy of the record, as the service of the record would.</param>
internal sealed record SupposedDecision(string Record, Action<IDisclosedRecord> Make)
{
    /// <summary>A new flag that is upheld.</summary>
    public static SupposedDecision NewFlag(string record, FlagEffect effect, ReviewScope? scope) => new(record, copy =>
    {
        var flag = new Flag { Effect = effect, Scope = scope };
        flag.Decide(FlagState.Upheld);
        copy.Flags.Add(flag);
    });

    /// <summary>What is decided of a flag, after an appeal if it takes one. Making it throws <see cref="Storage.RecordNotFound"/> if the record has no such flag, and <see cref="Storage.StateForbids"/> if it cannot be decided so.</summary>
    public static SupposedDecision OfFlag(string record, string flag, FlagState state) => new(record, copy =>
    {
        var found = RecordFlags.Find(copy, flag);
        if (found.State is FlagState.Upheld or FlagState.Rejected && state != FlagState.Expired)
            found.State = FlagState.Appealed;
        if (!found.CanBecome(state))
            throw new Storage.StateForbids(record, IndexText.Of(found.State)!, $"Flag {flag} of {record} is in a state from which that does not lead.");
        found.Decide(state);
    });

    /// <summary>A rating. Making it throws <see cref="InvalidFields"/> if the source has as many as it may have.</summary>
    public static SupposedDecision Rating(string source, ReliabilityGrade grade, ReviewScope? scope) => new(source, copy =>
    {
        if (((Source)copy).TryRate(new Rating { Grade = grade, Scope = scope }))
            return;
        var violations = new Violations();
        violations.Add("scope", $"is the scope of one rating more than the {Source.MaxScopedRatings} that a source has at most");
        violations.ThrowIfAny();
    });

    /// <summary>The inputs of a report as they would be; the same object if the record has no part in them.</summary>
    public ReportInputs In(ReportInputs inputs)
    {
        if (inputs.Incident.Name == Record)
            return inputs with { Incident = Made(inputs.Incident) };
        if (inputs.Sources.ContainsKey(Record))
            return inputs with { Sources = inputs.Sources.ToDictionary(one => one.Key, one => one.Key == Record ? Made(one.Value) : one.Value) };
        return inputs.Claims.Any(claim => claim.Name == Record)
            ? inputs with { Claims = [.. inputs.Claims.Select(claim => claim.Name == Record ? Made(claim) : claim)] }
            : inputs;
    }

    private T Made<T>(T record)
        where T : IDisclosedRecord, IDeepCloneable<T>
    {
        var copy = record.Clone();
        Make(copy);
        return copy;
    }
}

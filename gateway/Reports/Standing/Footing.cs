using Casualties.Counts.V1;
using Casualties.Estimation;
using Casualties.Hosting;
using Casualties.Type.V1;
using Claim = Casualties.Counts.V1.Claim;
using ClaimState = Casualties.Estimation.ClaimState;
using Policy = Casualties.Estimation.Policy;

namespace Casualties.Gateway.Reports;

/// <summary>What the number of an incident rests on.</summary>
/// <param name="People">The median of those killed or, where nobody counts them, injured.</param>
/// <param name="Lost">What it rested on before; null: it rests on several sources, or always did on one.</param>
/// <remarks>
/// What was before follows from the records as they are, not from the reports that happened to be made on the way: a view that is made anew comes to the same.
/// </remarks>
internal sealed record Footing(long People, LostFooting? Lost)
{
    public static Footing Of(ReportInputs inputs, IncidentCase subject, IncidentEstimate estimate, Policy policy)
    {
        var now = estimate.Headline;
        var people = now?.Ranges.Median ?? 0;
        if (now is { HangsOnOneSource: false } || TakenBack.Of(inputs) is not { } taken)
            return new(people, null);
        var before = policy.Estimate(subject with { Claims = [.. subject.Claims.Select(taken.Undo)] }).Headline;
        if (before is not { HangsOnOneSource: false })
            return new(people, null);
        var because = now is null
            ? "No figure counts any more: all were retracted, left out by flags or judged to be copies."
            : "All figures come from one source: those of others were retracted, left out by flags or judged to be copies.";
        return new(people, new(taken.Last, before.Ranges.Median, because));
    }
}

/// <summary>What the number of an incident rested on before.</summary>
/// <param name="Since">When the last of it was taken back, microseconds since 1970-01-01T00:00:00Z.</param>
/// <param name="People">The median before.</param>
/// <param name="Because">What became of it, in a sentence.</param>
internal sealed record LostFooting(long Since, long People, string Because);

/// <summary>What people took back of what is said about an incident: claims that were retracted, left out by a flag, or judged to be copies.</summary>
/// <param name="copies">The claims judged to be copies.</param>
/// <param name="last">When they did so last, microseconds since 1970-01-01T00:00:00Z.</param>
internal sealed class TakenBack(HashSet<string> copies, long last)
{
    /// <summary>When something was taken back last, microseconds since 1970-01-01T00:00:00Z.</summary>
    public long Last => last;

    /// <summary>What was taken back of an incident; null: nothing was.</summary>
    public static TakenBack? Of(ReportInputs inputs)
    {
        var flags = inputs.Claims.SelectMany(claim => claim.Flags)
            .Concat(inputs.Sources.Values.SelectMany(source => source.Flags.Where(flag => flag.Scope.Holds(inputs.Incident))))
            .Where(flag => flag is { InForce: true, Effect: FlagEffect.ExcludeFromCount or FlagEffect.Hide });
        var copies = inputs.Claims.Where(claim => JudgementOf(claim) is not null).ToList();
        var last = inputs.Claims.Where(claim => claim.State == Counts.V1.ClaimState.Retracted).Select(claim => claim.UpdateTime)
            .Concat(flags.Select(flag => flag.Steps.Last(step => step.State == FlagState.Upheld).StepTime))
            .Concat(copies.Select(claim => JudgementOf(claim)!.JudgeTime))
            .Select(Sight.Microseconds)
            .DefaultIfEmpty()
            .Max();
        return last == 0 ? null : new([.. copies.Select(claim => claim.Name)], last);
    }

    /// <summary>A claim as if nothing had been taken back.</summary>
    public Estimation.Claim Undo(Estimation.Claim claim)
    {
        var isJudged = copies.Contains(claim.Name);
        return claim with
        {
            State = claim.State == ClaimState.Retracted ? ClaimState.Live : claim.State,
            Excluded = Topics.None,
            Copies = isJudged ? null : claim.Copies,
            IsRepetition = !isJudged && claim.IsRepetition,
        };
    }

    private static CopyJudgement? JudgementOf(Claim claim) => claim.CopyJudgements.LastOrDefault(judgement => judgement.Verdict == CopyVerdict.Copy);
}

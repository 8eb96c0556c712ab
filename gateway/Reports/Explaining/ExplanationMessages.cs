using Casualties.Reports.V1;
using ClaimPart = Casualties.Reports.V1.ClaimPart;
using EstimateExplanation = Casualties.Reports.V1.EstimateExplanation;
using Fragility = Casualties.Reports.V1.Fragility;
using FragilityLevel = Casualties.Reports.V1.FragilityLevel;
using Policy = Casualties.Reports.V1.Policy;
using WithoutSource = Casualties.Reports.V1.WithoutSource;

namespace Casualties.Gateway.Reports;

/// <summary>Puts explanations and policies into the terms of the contract.</summary>
internal static class ExplanationMessages
{
    private const int ChangeDecimals = 4;

    public static Policy Of(Estimation.Policy policy) => new()
    {
        Id = policy.Id,
        Version = policy.Version,
        Description = policy.Description,
        IsDefault = policy == Estimation.Policies.Default,
        HasRanges = policy.HasRanges,
        MinOriginators = policy.MinOriginators,
        MinSourceTypes = policy.MinSourceKinds,
        GradedOnly = policy.GradedOnly,
    };

    public static EstimateExplanation Of(Estimation.EstimateExplanation explanation, ReportInputs inputs, Estimation.Policy policy)
    {
        var count = explanation.Estimate.Count;
        var message = new EstimateExplanation
        {
            Report = $"{inputs.Incident.Name}/report",
            Estimate = EstimateMessages.Of(explanation.Estimate),
            Sentences = { explanation.Sentences },
            Claims = { ClaimsOf(explanation, inputs) },
            WithoutSources = { explanation.Without.Select(without => Of(without, inputs)) },
            Fragility = explanation.Fragility is { } fragility ? Of(fragility) : null,
            Distribution = count is null ? null : CountMessages.Of(count.Distribution),
            Provenance = ReportAssembler.ProvenanceOf(inputs, policy),
        };
        Withholding.Apply(message, inputs);
        return message;
    }

    private static IEnumerable<ClaimPart> ClaimsOf(Estimation.EstimateExplanation explanation, ReportInputs inputs)
    {
        var byName = inputs.Claims.ToDictionary(claim => claim.Name);
        foreach (var part in explanation.Claims)
        {
            var claim = byName[part.Claim.Name];
            var shown = EstimateMessages.Of(claim, inputs);
            foreach (var statement in part.Statements)
                shown.Statements.Add(EstimateMessages.Of(statement, claim.Counts[IndexOf(part.Claim, statement)]));
            yield return shown;
        }
    }

    private static int IndexOf(Estimation.Claim claim, Estimation.StatementPart part)
    {
        for (var i = 0; i < claim.Statements.Count; i++)
        {
            if (ReferenceEquals(claim.Statements[i], part.Statement))
                return i;
        }
        throw new InvalidOperationException($"{claim.Name} has no such statement.");
    }

    private static WithoutSource Of(Estimation.WithoutSource without, ReportInputs inputs)
    {
        var message = new WithoutSource { Source = without.Source, DisplayName = EstimateMessages.DisplayName(inputs, without.Source) };
        if (without.Ranges is { } ranges)
        {
            message.Median = ranges.Median;
            message.Interval = CountMessages.Of(0.9, ranges.NineTenths);
        }
        return message;
    }

    private static Fragility Of(Estimation.Fragility fragility)
    {
        var message = new Fragility { Level = (FragilityLevel)fragility.Level };
        if (fragility.LargestChange is { } change)
            message.LargestChange = Math.Round(change, ChangeDecimals);
        return message;
    }
}

using Casualties.Gateway.Reports;
using Casualties.Hosting;
using Casualties.Hosting.Records;
using Casualties.Reports.V1;
using Casualties.Type.V1;

namespace Casualties.Gateway.Reviews;

/// <summary>What must hold of requests for previews, beyond the limits of their single fields: the rules of the decision that is previewed.</summary>
internal static class PreviewRules
{
    /// <summary>Has them checked with the fields.</summary>
    public static void Declare()
    {
        FieldRules.DeclareAcross<PreviewFlagRequest>(static (request, _, violations) => Check(request, violations));
        FieldRules.DeclareAcross<PreviewRatingRequest>(static (request, _, violations) => PolicyRequests.Find(request.Policy, "policy", violations));
    }

    private static void Check(PreviewFlagRequest request, Violations violations)
    {
        PolicyRequests.Find(request.Policy, "policy", violations);
        if (request.FlagId.Length > 0)
            CheckDecision(request, violations);
        else
            CheckNew(request, violations);
    }

    private static void CheckDecision(PreviewFlagRequest request, Violations violations)
    {
        if (request.Effect != FlagEffect.Unspecified)
            violations.Add("effect", "must be unset with flag_id: the flag has its own");
        if (request.Scope is not null)
            violations.Add("scope", "must be unset with flag_id: the flag has its own");
        if (request.State is not (FlagState.Unspecified or FlagState.Upheld or FlagState.Rejected or FlagState.Expired))
            violations.Add("state", "must be UPHELD, REJECTED, EXPIRED or unset");
    }

    private static void CheckNew(PreviewFlagRequest request, Violations violations)
    {
        if (request.State is not (FlagState.Unspecified or FlagState.Upheld))
            violations.Add("state", "must be UPHELD or unset without flag_id: a new flag is taken for upheld");
        switch (request.Name.Split('/')[0])
        {
            case "sources":
                FlagRules.CheckOfSource(request.Effect, request.Scope, "", violations);
                break;
            case "claims":
                FlagRules.CheckOfClaim(request.Effect, request.Scope, "", violations);
                break;
            case "incidents":
                FlagRules.CheckOfIncident(request.Effect, request.Scope, "", violations);
                break;
        }
    }
}

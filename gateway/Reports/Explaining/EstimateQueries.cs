using Casualties.Estimation;
using Casualties.Hosting;
using Casualties.Reports.V1;
using Casualties.Storage;
using Google.Protobuf;
using Grpc.Core;
using EstimateExplanation = Casualties.Reports.V1.EstimateExplanation;

namespace Casualties.Gateway.Reports;

/// <summary>Answers why an estimate is what it is, and what other policies would make of the same claims.</summary>
internal sealed class EstimateQueries(ReportInputQueries inputs)
{
    /// <summary>Explains one estimate. Throws <see cref="RecordNotFound"/> if there is no such incident, or no estimate of that harm and group.</summary>
    public async Task<EstimateExplanation> ExplainAsync(ExplainEstimateRequest request, ServerCallContext context)
    {
        var policy = PolicyRequests.Find(request.Policy);
        var found = await inputs.ReadAsync(request.Name, request.MinRevisions, request.AsOf, context);
        if (found.CountsNowhere || found.Withholds(policy) || Estimation.EstimateExplanation.Of(policy, EstimationInput.Of(found), (Harm)request.Harm, EstimationInput.Of(request.Victims), context.Budget()) is not { } explanation)
            throw new RecordNotFound([$"{request.Name} ({request.Harm})"]);
        return ExplanationMessages.Of(explanation, found, policy);
    }

    /// <summary>The estimates of several policies.</summary>
    public async Task<ComparePoliciesResponse> CompareAsync(ComparePoliciesRequest request, ServerCallContext context)
    {
        var policies = PolicyRequests.FindAll(request.Policies);
        var found = await inputs.ReadAsync(request.Name, request.MinRevisions, request.AsOf, context);
        var subject = EstimationInput.Of(found);
        var response = new ComparePoliciesResponse { Provenance = ReportAssembler.ProvenanceOf(found, Policies.Default) };
        response.Provenance.Policy = "";
        response.Provenance.PolicyVersion = 0;
        foreach (var policy in policies)
        {
            context.Budget().ThrowIfCancellationRequested();
            var estimates = new PolicyEstimates { Policy = ExplanationMessages.Of(policy) };
            if (!found.CountsNowhere && !found.Withholds(policy))
                estimates.Estimates.Add(policy.Estimate(subject).Estimates.Select(EstimateMessages.Of));
            response.Policies.Add(estimates);
        }
        return response;
    }

    /// <summary>The policies, the default one first.</summary>
    public static ListPoliciesResponse List() => new() { Policies = { Policies.All.Select(ExplanationMessages.Of) } };
}

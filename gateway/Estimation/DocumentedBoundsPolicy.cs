namespace Casualties.Estimation;

/// <summary>Placeholder body replaced in the next commit.</summary>
internal sealed class DocumentedBoundsPolicy : IPolicy
{
    public string Id => "documented-bounds";

    public int Version => 1;

    public string Description =>
        "The lowest and the highest figure of live claims that are not copies, the last figure of each voice, with the upper end open where a claim leaves it open. Not a confidence interval.";

    public IncidentEstimate Estimate(IReadOnlyList<Claim> claims) => throw new NotSupportedException();
}

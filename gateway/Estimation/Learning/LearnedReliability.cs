using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Casualties.Estimation;

/// <summary>What the incidents of a data set teach of those who make the claims. The same incidents and priors teach the same, to the bit.</summary>
/// <param name="Sources">Each source-role, by its index; one without claims is as its prior has it.</param>
/// <param name="Claims">How many claims each source-role was learned from.</param>
/// <param name="Kinds">What to expect of source-roles without claims, by role; of roles that make claims.</param>
/// <param name="Parameters">What all sources share; learned are the share of incomplete counts and their shortfall, by lag.</param>
/// <param name="Summary">What it was learned from.</param>
public sealed record LearnedReliability(
    ImmutableArray<SourceParameters> Sources,
    ImmutableArray<int> Claims,
    ImmutableArray<KindReliability> Kinds,
    ModelParameters Parameters,
    LearnedSummary Summary)
{
    /// <summary>Fewer incidents than this teach little: what is learned from them is not to be used. From 67 that were copied heavily, it did harm.</summary>
    public const int MinIncidents = 300;

    /// <summary>Fewer claims than this teach nothing of a source that its prior does not outweigh.</summary>
    public const int MinClaims = 5;

    /// <summary>Whether there were enough incidents for it to be used.</summary>
    public bool IsUsable => Summary.Incidents >= MinIncidents;
}

/// <summary>From what was learned.</summary>
/// <param name="Incidents">Incidents with a claim that counts, or resolved.</param>
/// <param name="Resolved">Those whose truth was known.</param>
/// <param name="Late">Those whose latest claim is late enough to teach how incomplete early ones are.</param>
/// <param name="Claims">Claims; attributed copies and flagged ones are not among them.</param>
/// <param name="Sources">Source-roles with a claim.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LearnedSummary(int Incidents, int Resolved, int Late, int Claims, int Sources);

using System.Runtime.InteropServices;

namespace Casualties.Estimation;

/// <summary>One quantity of one incident, to learn from.</summary>
/// <param name="Evidence">The figures, in order of time; each source-role by its index in those given beside it.</param>
/// <param name="Truth">People; the number that was later established independently of the figures. Null: none was.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LearningIncident(ReadOnlyMemory<Evidence> Evidence, long? Truth = null);

/// <summary>A source-role to learn about.</summary>
/// <param name="Role">Its role; sources of a role are a kind.</param>
/// <param name="Prior">What is believed of it before.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LearningSource(SourceRole Role, SourcePrior Prior)
{
    /// <summary>A source as a person graded it.</summary>
    /// <param name="source">Its role and grade.</param>
    public static LearningSource Of(GradedRole source) => new(source.Role, SourcePrior.Of(source));
}

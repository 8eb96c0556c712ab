using System.Runtime.InteropServices;

namespace Casualties.Estimation;

/// <summary>One quantity of one incident, to learn from.</summary>
/// <param name="Evidence">The figures, in order of time; each source-role by its index in the priors given beside it.</param>
/// <param name="Truth">People; the number that was later established independently of the figures. Null: none was.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LearningIncident(ReadOnlyMemory<Evidence> Evidence, long? Truth = null);

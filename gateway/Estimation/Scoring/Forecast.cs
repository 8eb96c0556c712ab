using System.Runtime.InteropServices;

namespace Casualties.Estimation.Scoring;

/// <summary>What a method says about a count before it is known: a point and four nested ranges.</summary>
/// <param name="Median">People, from 0; not always a whole number, since some methods give means.</param>
/// <param name="Within50">Holds the count with a probability of 50%, as the method has it.</param>
/// <param name="Within80">The same for 80%.</param>
/// <param name="Within90">The same for 90%.</param>
/// <param name="Within95">The same for 95%.</param>
/// <param name="Pit">Where the later figure fell in the whole distribution. Absent for methods that give none.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Forecast(
    double Median, CountInterval Within50, CountInterval Within80, CountInterval Within90, CountInterval Within95, ProbabilityStep? Pit = null);

/// <summary>The step that the distribution function makes at the later figure y.</summary>
/// <param name="Below">P(N &lt; y).</param>
/// <param name="UpTo">P(N &lt;= y).</param>
public readonly record struct ProbabilityStep(double Below, double UpTo);

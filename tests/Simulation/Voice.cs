using Casualties.Estimation;

namespace Casualties.Simulation;

/// <summary>A source of the simulated world, as it is; a grade tells of that only roughly. A belligerent speaks in two roles.</summary>
internal sealed class Voice
{
    // Grades are given by the expected error on the log scale, as seen through noise; these are the ends of A to D.
    private static readonly double[] GradeEnds = [0.13, 0.22, 0.40, 0.80];

    private const double GradeNoise = 0.25;
    private const double NotJudged = 0.15;

    // Nobody lies always.
    private const double LiesMax = 0.85;

    private const int ScalingSteps = 20;

    // In order: how likely they speak of a small and of a large incident, hours until they do, log bias, log noise, how often they know the exact figure, how
    // often they copy, and how much more than others they lie.
    private static readonly (SourceRole Role, int Count, double Small, double Large, double Lag, double Bias, double Noise, double Exact, double Copies, double Lies)[] Kinds =
    [
        (SourceRole.Hospital, 2, 0.20, 0.75, 20, -0.05, 0.12, 0.65, 0.05, 0.3),
        (SourceRole.UnitedNations, 1, 0.10, 0.70, 60, -0.15, 0.12, 0.60, 0.10, 0.15),
        (SourceRole.Ngo, 2, 0.15, 0.60, 72, 0, 0.15, 0.60, 0.15, 0.2),
        (SourceRole.News, 5, 0.22, 0.70, 14, -0.03, 0.25, 0.45, 0.40, 0.5),
        (SourceRole.Activist, 4, 0.20, 0.50, 6, 0.10, 0.35, 0.35, 0.15, 1.2),
        (SourceRole.Social, 5, 0.12, 0.45, 4, 0.15, 0.50, 0.20, 0.40, 2.5),
        (SourceRole.Official, 1, 0.20, 0.60, 12, 0, 0.25, 0.50, 0.15, 1.0),
        // The two belligerents; Opponent is what they are to an incident of the other one.
        (SourceRole.Perpetrator, 2, 0.25, 0.80, 18, 0, 0.40, 0.20, 0.05, 4.0),
    ];

    public required bool IsBelligerent { get; init; }

    /// <summary>Its index among the source-roles; a belligerent's as perpetrator, and as opponent the next.</summary>
    public required int Index { get; init; }

    public required double SmallPresence { get; init; }

    public required double LargePresence { get; init; }

    /// <summary>Mean time from an incident until it speaks, hours.</summary>
    public required double LagHours { get; init; }

    public required double Bias { get; init; }

    public required double Noise { get; init; }

    /// <summary>How often it knows exactly what is known so far.</summary>
    public required double Exact { get; init; }

    /// <summary>How often it repeats another one, if there is one.</summary>
    public required double Copies { get; init; }

    public required double LieWeight { get; init; }

    /// <summary>How often it lies, where it does not copy.</summary>
    public double Lies { get; private set; }

    private double MeanPresence => (SmallPresence + LargePresence) / 2;

    // Expected error on the log scale.
    private double Quality => Noise * (1 - Exact) + Math.Abs(Bias) / 2 + 1.5 * Lies;

    /// <summary>Draws the sources, and the grades that reviewers give them.</summary>
    public static (IReadOnlyList<Voice> Voices, IReadOnlyList<GradedRole> Sources) DrawAll(Scenario scenario, Draws draws)
    {
        List<Voice> voices = [];
        List<SourceRole> roles = [];
        foreach (var kind in Kinds)
        {
            for (var i = 0; i < kind.Count; i++)
            {
                var isBelligerent = kind.Role == SourceRole.Perpetrator;
                voices.Add(new()
                {
                    IsBelligerent = isBelligerent,
                    Index = roles.Count,
                    SmallPresence = kind.Small,
                    LargePresence = kind.Large,
                    LagHours = kind.Lag,
                    Bias = kind.Bias + draws.Normal(0, 0.10),
                    Noise = 0.85 * kind.Noise * draws.LogNormal(0, 0.25),
                    Exact = Math.Clamp(kind.Exact + 0.15 + draws.Normal(0, 0.1), 0.02, 0.95),
                    Copies = Math.Clamp(kind.Copies * scenario.Copying + draws.Normal(0, 0.05), 0, 0.9),
                    LieWeight = kind.Lies * draws.LogNormal(0, 0.7),
                });
                roles.Add(kind.Role);
                if (isBelligerent) roles.Add(SourceRole.Opponent);
            }
        }
        ShareLies(voices, scenario.Lies);
        var sources = new GradedRole[roles.Count];
        foreach (var voice in voices)
        {
            var grade = voice.DrawGrade(scenario, draws);
            for (var i = voice.Index; i <= voice.Index + (voice.IsBelligerent ? 1 : 0); i++)
                sources[i] = new(roles[i], grade);
        }
        return (voices, sources);
    }

    /// <summary>The index of its role in an incident, and what it then is.</summary>
    public (int Index, Stake Stake) InIncidentOf(Voice perpetrator) =>
        !IsBelligerent ? (Index, Stake.None) : this == perpetrator ? (Index, Stake.Perpetrator) : (Index + 1, Stake.Opponent);

    // So that the mean over claims is as asked, though none lies more often than LiesMax.
    private static void ShareLies(List<Voice> voices, double mean)
    {
        var asked = mean * voices.Sum(voice => voice.MeanPresence);
        var scale = asked / voices.Sum(voice => voice.LieWeight * voice.MeanPresence);
        for (var step = 0; step < ScalingSteps; step++)
        {
            foreach (var voice in voices)
                voice.Lies = Math.Min(LiesMax, scale * voice.LieWeight);
            scale *= asked / voices.Sum(voice => voice.Lies * voice.MeanPresence);
        }
    }

    private ReliabilityGrade DrawGrade(Scenario scenario, Draws draws)
    {
        var seen = Quality * draws.LogNormal(0, GradeNoise);
        var steps = scenario.RandomGrades ? draws.Integer(0, 5) : GradeEnds.Count(end => end < seen);
        return draws.Chance(NotJudged) ? ReliabilityGrade.F : ReliabilityGrade.A + steps;
    }
}

/// <summary>Whom a figure hurts: none, the one who tells it, or its enemy.</summary>
internal enum Stake { None, Perpetrator, Opponent }

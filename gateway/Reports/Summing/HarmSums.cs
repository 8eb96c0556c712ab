using Casualties.Estimation;
using Casualties.Hosting;
using Casualties.Reports.V1;
using CountDistribution = Casualties.Estimation.CountDistribution;
using DocumentedBounds = Casualties.Estimation.DocumentedBounds;
using Policy = Casualties.Estimation.Policy;
using VictimGroup = Casualties.Estimation.VictimGroup;

namespace Casualties.Gateway.Reports;

/// <summary>What incidents come to under a policy: how many were killed, injured and missing. Incidents are added by name. One thread at a time.</summary>
internal sealed class HarmSums(Policy policy)
{
    /// <summary>How many incidents are summed up at most; more must be asked for in parts. Their distributions, up to 10 kB each, are held until all are there.</summary>
    public const int MaxIncidents = 20_000;

    private static readonly Harm[] Harms = [Harm.Killed, Harm.Injured, Harm.Missing];

    private readonly HarmSum[] sums = [.. Harms.Select(harm => new HarmSum(WithRanges(policy, harm), harm))];

    /// <summary>How many incidents were added.</summary>
    public int Incidents { get; private set; }

    /// <summary>What an incident adds; null if it is left out of sums. It can be made on any thread.</summary>
    public static HarmTerm[]? TermsOf(ReportInputs seen, Policy policy)
    {
        if (seen.CountsNowhere || seen.Withholds(policy))
            return null;
        var subject = EstimationInput.Of(seen);
        var documented = policy.Read(subject);
        return [.. Harms.Select(harm => TermOf(policy, subject, documented, harm))];
    }

    /// <summary>Adds an incident, unless it is left out of sums. Throws <see cref="InvalidFields"/> if there are too many.</summary>
    public void Add(HarmTerm[]? terms)
    {
        if (terms is null)
            return;
        if (++Incidents > MaxIncidents)
            throw TooMany();
        foreach (var (sum, term) in sums.Zip(terms))
            sum.Add(term);
    }

    /// <summary>Killed, injured and missing, in this order.</summary>
    public IEnumerable<HarmTotal> Conclude() => sums.Select(sum => sum.Conclude());

    private static bool WithRanges(Policy policy, Harm harm) => policy.HasRanges && CalibratedRanges.HasRange(harm);

    private static HarmTerm TermOf(Policy policy, IncidentCase subject, IncidentEstimate documented, Harm harm)
    {
        if (documented.Estimates.FirstOrDefault(one => one.Harm == harm && one.Victims == VictimGroup.AllVictims) is not { } estimate)
            return default;
        var distribution = policy.Weigh(subject, documented, harm, VictimGroup.AllVictims);
        var isInSum = WithRanges(policy, harm) ? distribution is not null : estimate.Bounds is not { Low: null, High: null };
        // The same incidents in both sums: they stand beside each other.
        return new(isInSum ? estimate.Bounds : null, distribution);
    }

    private static InvalidFields TooMany()
    {
        var violations = new Violations();
        violations.Add("", $"asks for more than {MaxIncidents} incidents: narrow country or dates");
        return violations.Found!;
    }

    // Holds a distribution of about a kilobyte an incident until all are there: the lattice of the sum depends on how far they go.
    private sealed class HarmSum(bool withRanges, Harm harm)
    {
        private readonly SumOfBounds bounds = new();
        private readonly List<CountDistribution> distributions = [];
        private int withoutFigure;

        public void Add(HarmTerm term)
        {
            if (term.Bounds is { } documented)
                bounds.Add(documented);
            else
                withoutFigure++;
            if (term.Distribution is not null)
                distributions.Add(term.Distribution);
        }

        public HarmTotal Conclude()
        {
            var total = new HarmTotal
            {
                Harm = (Type.V1.HarmType)harm,
                SumOfBounds = EstimateMessages.Of(bounds.Bounds),
                IncidentCount = bounds.Incidents,
                IncidentsWithoutEstimate = withoutFigure,
            };
            if (withRanges && SumOfCounts.Of(distributions).Estimate is { } estimate)
                total.Count = CountMessages.Of(estimate);
            return total;
        }
    }
}

/// <summary>What an incident adds to the sum of one harm.</summary>
/// <param name="Bounds">What is documented; null: it has no estimate, and is not in the sum.</param>
/// <param name="Distribution">How many there were; null where the policy gives no range.</param>
internal readonly record struct HarmTerm(DocumentedBounds? Bounds, CountDistribution? Distribution);

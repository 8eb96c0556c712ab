namespace Casualties.Estimation;

/// <summary>
/// Incidents, and what each of their claims counts. Incidents are put in an order of their own, each claim in a place of its own, and these are added up from the
/// first to the last: neither the order given nor the threads that counted change a bit.
/// </summary>
internal sealed class LearningSet
{
    // How incomplete early claims were is seen only where there is one of four days or later.
    private const int FirstLateBin = 3;

    private readonly LearningIncident[] incidents;
    private readonly int[] start;
    private readonly bool[] late;
    private readonly ClaimCounts[] counts;

    public LearningSet(IReadOnlyList<LearningIncident> incidents, int sources)
    {
        this.incidents = [.. incidents];
        Array.Sort(this.incidents, Compare);
        start = new int[incidents.Count + 1];
        late = new bool[incidents.Count];
        for (var incident = 0; incident < incidents.Count; incident++)
        {
            var evidence = this.incidents[incident].Evidence.Span;
            Check(evidence, this.incidents[incident].Truth, sources);
            start[incident + 1] = checked(start[incident] + evidence.Length);
            late[incident] = EvidenceShape.Of(evidence).LatestBin >= FirstLateBin;
            Incidents += AnyCounts(evidence) ? 1 : 0;
        }
        counts = new ClaimCounts[start[^1]];
    }

    /// <summary>Incidents with a claim that counts.</summary>
    public int Incidents { get; }

    /// <summary>Counts all claims, given what is believed now.</summary>
    public void Count(CalibratedModel model, SourceParameters[] sources, ParallelOptions options) =>
        Parallel.For(0, incidents.Length, options, incident => ClaimCounts.Of(model, incidents[incident], sources, CountsOf(incident)));

    /// <summary>The counts of each source-role.</summary>
    public ClaimCounts[] TotalsOfSources(int sources)
    {
        var totals = new ClaimCounts[sources];
        for (var incident = 0; incident < incidents.Length; incident++)
        {
            var evidence = incidents[incident].Evidence.Span;
            var ofClaims = CountsOf(incident);
            for (var claim = 0; claim < evidence.Length; claim++)
                totals[evidence[claim].Source] += ofClaims[claim];
        }
        return totals;
    }

    /// <summary>The counts of each bin of lag, of incidents whose latest claim is late.</summary>
    public ClaimCounts[] TotalsOfLags()
    {
        var totals = new ClaimCounts[ModelParameters.LagBins];
        for (var incident = 0; incident < incidents.Length; incident++)
        {
            if (!late[incident])
                continue;
            var evidence = incidents[incident].Evidence.Span;
            var ofClaims = CountsOf(incident);
            for (var claim = 0; claim < evidence.Length; claim++)
                totals[ModelParameters.LagBin(evidence[claim].LagHours)] += ofClaims[claim];
        }
        return totals;
    }

    public LearnedSummary Summarise(IReadOnlyList<int> claims)
    {
        int resolved = 0, lateOnes = 0;
        for (var incident = 0; incident < incidents.Length; incident++)
        {
            if (!AnyCounts(incidents[incident].Evidence.Span))
                continue;
            resolved += incidents[incident].Truth is null ? 0 : 1;
            lateOnes += late[incident] ? 1 : 0;
        }
        return new(Incidents, resolved, lateOnes, claims.Sum(), claims.Count(count => count > 0));
    }

    private Span<ClaimCounts> CountsOf(int incident) => counts.AsSpan(start[incident]..start[incident + 1]);

    private static bool AnyCounts(ReadOnlySpan<Evidence> evidence)
    {
        foreach (var one in evidence)
        {
            if (!one.Discounted)
                return true;
        }
        return false;
    }

    // By all that learning looks at: those that compare equal are interchangeable.
    private static int Compare(LearningIncident left, LearningIncident right)
    {
        var (one, other) = (left.Evidence, right.Evidence);
        var order = one.Length.CompareTo(other.Length);
        for (var claim = 0; order == 0 && claim < one.Length; claim++)
            order = Key(one.Span[claim]).CompareTo(Key(other.Span[claim]));
        return order == 0 ? Nullable.Compare(left.Truth, right.Truth) : order;

        static (int, EvidenceForm, long, long, QuantityWord, double, bool, InformationCredibility?, bool) Key(in Evidence said) =>
            (said.Source, said.Form, said.Low, said.High, said.Word, said.LagHours, said.Discounted, said.Credibility, said.Doubted);
    }

    private static void Check(ReadOnlySpan<Evidence> evidence, long? truth, int sources)
    {
        if (truth is < 0 or > CountLimits.MaxPeople)
            throw new ArgumentOutOfRangeException(nameof(truth), $"A truth is not within 0 and {CountLimits.MaxPeople} people.");
        foreach (var one in evidence)
        {
            if (one.Source < 0 || one.Source >= sources)
                throw new ArgumentOutOfRangeException(nameof(evidence), $"A figure is of source-role {one.Source}, of which there is no prior.");
        }
    }
}

using Casualties.Estimation;
using Casualties.Hosting;
using Casualties.Reports.V1;
using Harm = Casualties.Estimation.Harm;
using Policy = Casualties.Estimation.Policy;
using VictimGroup = Casualties.Estimation.VictimGroup;

namespace Casualties.Gateway.Reports;

/// <summary>What a query asks for, checked and with its defaults.</summary>
internal sealed record AggregatePlan
{
    private static readonly Harm[] DefaultHarms = [Harm.Killed, Harm.Injured, Harm.Missing];

    /// <summary>The query with its defaults, as manifests repeat it.</summary>
    public required AggregateQuery Query { get; init; }

    /// <summary>The policy.</summary>
    public required Policy Policy { get; init; }

    /// <summary>By what incidents are grouped.</summary>
    public required Dimension[] GroupBy { get; init; }

    /// <summary>The kinds of harm.</summary>
    public required Harm[] Harms { get; init; }

    /// <summary>Who is counted.</summary>
    public required VictimGroup Victims { get; init; }

    /// <summary>Which incidents.</summary>
    public required AddendFilter Filter { get; init; }

    /// <summary>How many rows there are at most.</summary>
    public int MaxRows { get; init; } = AggregateQueries.MaxRows;

    /// <summary>The place of the period among the dimensions; -1 for none.</summary>
    public int PeriodAt => Array.FindIndex(GroupBy, Periods.Is);

    /// <summary>Whether an incident is shared out among parties.</summary>
    public bool IsFractional => Query.PartySplit == PartySplit.Fractional;

    /// <summary>The plan of a query that was checked with <see cref="AggregateRules"/>.</summary>
    public static AggregatePlan Of(AggregateQuery? query)
    {
        var whole = query?.Clone() ?? new AggregateQuery();
        var policy = PolicyRequests.Find(whole.Policy);
        whole.Policy = policy.Id;
        whole.Filter ??= new ReportFilter();
        if (whole.Harms.Count == 0)
            whole.Harms.Add(DefaultHarms.Select(harm => (Type.V1.HarmType)harm));
        if (whole.PartySplit == PartySplit.Unspecified)
            whole.PartySplit = PartySplit.Involving;
        return new AggregatePlan
        {
            Query = whole,
            Policy = policy,
            GroupBy = [.. whole.GroupBy],
            Harms = [.. whole.Harms.Select(harm => (Harm)harm)],
            Victims = EstimationInput.Of(whole.Victims).Canonical(),
            Filter = new AddendFilter(whole.Filter),
        };
    }

    /// <summary>The names of the fields by which incidents are searched, for the audit log.</summary>
    public IEnumerable<string> SearchFields() =>
        from field in ReportFilter.Descriptor.Fields.InDeclarationOrder()
        where field.IsRepeated ? ((System.Collections.IList)field.Accessor.GetValue(Query.Filter)).Count > 0 : field.Accessor.HasValue(Query.Filter)
        select field.Name;

    /// <summary>There are more rows than <see cref="MaxRows"/>.</summary>
    public InvalidFields TooManyRows()
    {
        var violations = new Violations();
        violations.Add("query.group_by", $"cuts these incidents into more than {MaxRows} rows: narrow the filter, or cut more coarsely");
        return violations.Found!;
    }

    /// <summary>Whether the policy gives ranges for a harm.</summary>
    public bool HasRanges(Harm harm) => Policy.HasRanges && CalibratedRanges.HasRange(harm);
}

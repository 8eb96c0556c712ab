using Casualties.Reports.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Access.Tests;

/// <summary>What is asked of aggregates, comparisons and exports beside the plain request, which names no dimension, no point of the past that there is, and one file.</summary>
internal static class AggregateRequests
{
    private const int MostDimensions = 3;

    private static readonly Dimension[] Periods = [Dimension.Day, Dimension.Week, Dimension.Month, Dimension.Quarter, Dimension.Year];

    /// <summary>What is asked of an RPC about everything; nothing of any that is no aggregate, comparison or export.</summary>
    /// <param name="method">The RPC.</param>
    /// <param name="before">From when comparisons compare.</param>
    public static IEnumerable<IMessage> Beside(MethodDescriptor method, ReportAsOf before) =>
        method.InputType == AggregateReportsRequest.Descriptor ? Cuts().Select(query => new AggregateReportsRequest { Query = query })
        : method.InputType == CompareReportsRequest.Descriptor ? Compared().Select(query => new CompareReportsRequest { Query = query, Before = before })
        : method.InputType == ExportReportsRequest.Descriptor ? Files()
        : [];

    /// <summary>What is asked of an RPC about one incident.</summary>
    /// <param name="method">The RPC.</param>
    /// <param name="target">The names of records, by the type of them.</param>
    /// <param name="before">From when comparisons compare.</param>
    public static IEnumerable<IMessage> About(MethodDescriptor method, IReadOnlyDictionary<string, string> target, ReportAsOf before) =>
        method.InputType == CompareReportsRequest.Descriptor ? [new CompareReportsRequest { Name = target["casualties/IncidentReport"], Before = before }] : [];

    // As few as hold each dimension; of periods one at most.
    private static IEnumerable<AggregateQuery> Cuts()
    {
        var others = Enum.GetValues<Dimension>().Where(dimension => dimension != Dimension.Unspecified && !Periods.Contains(dimension)).Chunk(MostDimensions - 1).ToList();
        for (var i = 0; i < Math.Max(others.Count, Periods.Length); i++)
            yield return new AggregateQuery { GroupBy = { Periods[i % Periods.Length], others[i % others.Count] }, WithChanges = i % 2 == 0 };
    }

    private static IEnumerable<AggregateQuery> Compared() => [new AggregateQuery(), new AggregateQuery { GroupBy = { Dimension.Admin1, Dimension.Source, Dimension.Party }, Policy = "documented-bounds" }];

    private static IEnumerable<ExportReportsRequest> Files() => Enum.GetValues<ExportContent>().Where(content => content != ExportContent.Unspecified).Select(content => new ExportReportsRequest
    {
        Query = content == ExportContent.Aggregate ? new AggregateQuery { GroupBy = { Dimension.Admin1, Dimension.Source, Dimension.Party } } : new AggregateQuery(),
        Options = new ExportOptions { Content = content, Format = ExportFormat.JsonLines },
    });
}

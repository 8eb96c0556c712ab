using Casualties.Reports.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Access.Tests;

/// <summary>Requests for aggregates by every dimension: the plain request, which names none, has only a total.</summary>
internal static class AggregateRequests
{
    private const int MostDimensions = 3;

    private static readonly Dimension[] Periods = [Dimension.Day, Dimension.Week, Dimension.Month, Dimension.Quarter, Dimension.Year];

    /// <summary>What is asked of an RPC beside the plain request; nothing of any that cuts nothing.</summary>
    public static IEnumerable<IMessage> Beside(MethodDescriptor method) => method.InputType == AggregateReportsRequest.Descriptor ? All() : [];

    // As few as hold each dimension; of periods one at most.
    private static IEnumerable<IMessage> All()
    {
        var others = Enum.GetValues<Dimension>().Where(dimension => dimension != Dimension.Unspecified && !Periods.Contains(dimension)).Chunk(MostDimensions - 1).ToList();
        for (var i = 0; i < Math.Max(others.Count, Periods.Length); i++)
            yield return new AggregateReportsRequest { Query = new AggregateQuery { GroupBy = { Periods[i % Periods.Length], others[i % others.Count] }, WithChanges = i % 2 == 0 } };
    }
}

using System.Runtime.ExceptionServices;

namespace Casualties.Gateway.Reports;

/// <summary>Work that falls into independent pieces.</summary>
internal static class OnAllProcessors
{
    /// <summary>Does pieces 0, 1, … each by itself; throws what the first of those that fail throws.</summary>
    public static void Each(int count, Action<int> work, CancellationToken cancel)
    {
        try
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancel }, work);
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }
}

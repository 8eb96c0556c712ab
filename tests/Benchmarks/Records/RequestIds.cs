namespace Benchmarks.Records;

/// <summary>Request ids in the form of UUIDs, version 4, that are never the same twice for one store.</summary>
/// <param name="first">Above all numbers that the store has seen.</param>
internal sealed class RequestIds(long first = 0)
{
    /// <summary>How the number of an id is written at its end.</summary>
    public const string NumberFormat = "x12";

    /// <summary>The length of that number, in characters.</summary>
    public const int NumberChars = 12;

    private long made = first;

    public string Next() => Of(Interlocked.Increment(ref made));

    public static string Of(long number) => $"00000000-0000-4000-8000-{number.ToString(NumberFormat, provider: null)}";
}

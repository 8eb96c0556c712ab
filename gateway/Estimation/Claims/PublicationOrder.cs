namespace Casualties.Estimation;

/// <summary>
/// The order in which claims were published. A day without an hour stands at the end of that day: an hour is mostly noted for the first news, and where the
/// sample has both from one originator on one day, the untimed figure is the higher one in 6 of 13 pairs and the lower one in 2. It must stand somewhere fixed:
/// were it compared with instants by revision, three claims could each come after the next and all be left out. An unknown day comes first. Claims published together follow the order of recording, then their names.
/// </summary>
internal sealed class PublicationOrder : IComparer<Claim>
{
    private static readonly PublicationOrder Instance = new();

    /// <summary>The claims in that order.</summary>
    public static Claim[] Sort(IReadOnlyList<Claim> claims)
    {
        var sorted = claims.ToArray();
        Array.Sort(sorted, Instance);
        return sorted;
    }

    public int Compare(Claim? x, Claim? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var order = LatestTicks(x).CompareTo(LatestTicks(y));
        if (order == 0) order = x.RecordedRevision.CompareTo(y.RecordedRevision);
        return order != 0 ? order : string.CompareOrdinal(x.Name, y.Name);
    }

    /// <summary>Where a claim stands in time, ticks; negative where its day is not known.</summary>
    public static long LatestTicks(Claim claim) =>
        claim.PublishedTime is { } time ? time.UtcTicks
        : claim.PublishedDate is { } day ? day.DayNumber * TimeSpan.TicksPerDay + TimeSpan.TicksPerDay - 1
        : -1;
}

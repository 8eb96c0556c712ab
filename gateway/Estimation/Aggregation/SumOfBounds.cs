namespace Casualties.Estimation;

/// <summary>
/// The sum of the documented bounds of several incidents: a sum of documented bounds, not a range of the sum. It would hold the sum only if every incident were
/// at its lowest, or at its highest, at once.
/// </summary>
public sealed class SumOfBounds
{
    /// <summary>How many incidents were added.</summary>
    public int Incidents { get; private set; }

    /// <summary>How many of them have no documented low.</summary>
    public int WithoutLow { get; private set; }

    /// <summary>How many of them have no documented high.</summary>
    public int WithoutHigh { get; private set; }

    /// <summary>
    /// The sums. An incident without a low adds nothing to the low, for nobody is fewer than none; one without a high leaves the sum open above. Null where no
    /// incident has that figure.
    /// </summary>
    public DocumentedBounds Bounds { get; private set; }

    /// <summary>Adds an incident.</summary>
    public void Add(DocumentedBounds incident)
    {
        Incidents++;
        WithoutLow += incident.Low is null ? 1 : 0;
        WithoutHigh += incident.High is null ? 1 : 0;
        Bounds = new(
            Plus(Bounds.Low, incident.Low), Plus(Bounds.High, incident.High), Bounds.OpenAbove || incident.OpenAbove || incident.High is null);
    }

    /// <summary>Adds the incidents of another sum.</summary>
    public void Join(SumOfBounds other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Incidents += other.Incidents;
        WithoutLow += other.WithoutLow;
        WithoutHigh += other.WithoutHigh;
        Bounds = new(Plus(Bounds.Low, other.Bounds.Low), Plus(Bounds.High, other.Bounds.High), Bounds.OpenAbove || other.Bounds.OpenAbove);
    }

    private static long? Plus(long? sum, long? figure) => sum is null ? figure : checked(sum + (figure ?? 0));
}

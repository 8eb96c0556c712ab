using System.Runtime.InteropServices;

namespace Casualties.Estimation;

/// <summary>What a statement, or several together, say in numbers. Where there is a low there is a high, not below it.</summary>
/// <param name="Low">People; null where nothing is said from below.</param>
/// <param name="High">People; null where no number is named.</param>
/// <param name="Open">Whether there may be more than <paramref name="High"/>.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Figure(long? Low, long? High, bool Open)
{
    /// <summary>People were harmed, no number is named.</summary>
    public static readonly Figure Unnumbered = new(null, null, Open: true);

    public bool IsNumber => High is not null;

    /// <summary>What a statement says about its group in the whole incident.</summary>
    public static Figure Of(CountStatement statement)
    {
        var figure = statement.Form switch
        {
            CountForm.Exact or CountForm.About or CountForm.Range => Between(statement),
            CountForm.AtLeast => AtLeast(Stated(statement, statement.Low)),
            CountForm.MoreThan => AtLeast(Stated(statement, statement.Low) + 1),
            CountForm.AtMost => new(null, Stated(statement, statement.High), Open: false),
            // A form of a newer contract is read as words are: it says that there were some.
            _ => Unnumbered,
        };
        if (!statement.PartOfIncident) return figure;
        // What a part had at most bounds the whole neither from below nor from above.
        return figure.Low is null ? Unnumbered : figure with { Open = true };
    }

    /// <summary>Both together: the lowest low, the highest high, open if either is.</summary>
    public Figure Union(Figure other) => new(
        Low is { } low && other.Low is { } otherLow ? Math.Min(low, otherLow) : Low ?? other.Low,
        High is { } high && other.High is { } otherHigh ? Math.Max(high, otherHigh) : High ?? other.High,
        Open || other.Open);

    /// <summary>One group and another without anyone in common.</summary>
    public Figure Plus(Figure other) => new(Low + other.Low, High + other.High, Open || other.Open);

    /// <summary>Without some of those who are counted; the form is kept.</summary>
    public Figure Without(Figure some) => this with { Low = Left(Low, some.High), High = Left(High, some.Low) };

    private static long? Left(long? all, long? some) => all - some is { } left ? Math.Max(0, left) : null;

    private static Figure AtLeast(long number) => new(number, number, Open: true);

    private static Figure Between(CountStatement statement)
    {
        var (low, high) = (Stated(statement, statement.Low), Stated(statement, statement.High));
        return low <= high ? new(low, high, Open: false) : throw new ArgumentException("A low figure is above its high figure.", nameof(statement));
    }

    private static long Stated(CountStatement statement, long? number) =>
        number is not >= 0 ? throw new ArgumentException($"{statement.Form} lacks its number.", nameof(statement))
        : number > CountLimits.MaxPeople ? throw new ArgumentException($"{statement.Form} states more than {CountLimits.MaxPeople} people.", nameof(statement))
        : number.Value;
}

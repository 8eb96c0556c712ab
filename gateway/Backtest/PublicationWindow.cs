using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Casualties.Gateway.Backtest;

/// <summary>How soon after an incident a claim must have been published.</summary>
/// <remarks>
/// Days are those of the calendar: within 3 days of 8 May is up to the end of 11 May. Hours run from the beginning of the first day, since sheets do not say at
/// which hour an incident began; a claim without an hour then counts as published at the end of its day, so that nothing is used that was not known yet.
/// </remarks>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PublicationWindow
{
    /// <summary>The longest window, in days.</summary>
    public const int MaxDays = 3650;

    // West of the incident it may still be the day before.
    private const int EarliestDay = -1;

    private readonly int amount;
    private readonly bool isHours;

    private PublicationWindow(int amount, bool isHours) => (this.amount, this.isHours) = (amount, isHours);

    /// <summary>Three days.</summary>
    public static PublicationWindow Default { get; } = new(3, isHours: false);

    /// <summary>Its length in days.</summary>
    public double Days => isHours ? amount / 24.0 : amount;

    /// <summary>Reads <c>3d</c> or <c>3</c> (days), or <c>36h</c> (hours).</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out PublicationWindow? window)
    {
        bool inHours = text.EndsWith("h");
        bool isNumber = int.TryParse(inHours || text.EndsWith("d") ? text[..^1] : text, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        window = isNumber && number <= (inHours ? 24 * MaxDays : MaxDays) ? new(number, inHours) : null;
        return window is not null;
    }

    /// <summary>Whether it holds a publication.</summary>
    /// <param name="start">The first day of the incident.</param>
    /// <param name="day">The day of publication, UTC.</param>
    /// <param name="hour">The hour of publication, UTC; null where it is not known.</param>
    public bool Holds(DateOnly start, DateOnly day, int? hour)
    {
        int days = day.DayNumber - start.DayNumber;
        return days >= EarliestDay && (isHours ? (24 * days) + (hour ?? 24) <= amount : days <= amount);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{amount} {(isHours ? "hour" : "day")}{(amount == 1 ? "" : "s")}");
}

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Casualties.Gateway.Bulletin;

namespace Casualties.Gateway.Commands;

/// <summary>The options by which a command is told the days that it is about: a month, a year, or from one day to before another.</summary>
internal sealed class WindowArguments
{
    private readonly Option<DateOnly?> month = Date("--month", "yyyy-MM", "2021-08", "The month.");
    private readonly Option<DateOnly?> year = Date("--year", "yyyy", "2021", "The year.");
    private readonly Option<DateOnly?> from = Date("--from", "yyyy-MM-dd", "2021-07-01", "The first day, together with --before.");
    private readonly Option<DateOnly?> before = Date("--before", "yyyy-MM-dd", "2021-08-16", "The day after the last one.");

    /// <summary>Gives a command the options.</summary>
    public void AddTo(Command command)
    {
        foreach (Option<DateOnly?> option in (Option<DateOnly?>[])[month, year, from, before])
            command.Options.Add(option);
        command.Validators.Add(Check);
    }

    /// <summary>The days, as given.</summary>
    public BulletinWindow Read(ParseResult parsed) => (parsed.GetValue(month), parsed.GetValue(year)) switch
    {
        ({ } first, _) => BulletinWindow.Month(first),
        (_, { } first) => BulletinWindow.Year(first.Year),
        _ => BulletinWindow.Between(parsed.GetRequiredValue(from)!.Value, parsed.GetRequiredValue(before)!.Value),
    };

    private void Check(CommandResult result)
    {
        bool HasOne(Option option) => result.GetResult(option) is { Implicit: false };
        int windows = (HasOne(month) ? 1 : 0) + (HasOne(year) ? 1 : 0) + (HasOne(from) || HasOne(before) ? 1 : 0);
        if (windows != 1 || HasOne(from) != HasOne(before))
        {
            result.AddError("Say which days: --month, or --year, or --from together with --before.");
            return;
        }

        if (!HasOne(from) || result.GetValue(from) is not { } first || result.GetValue(before) is not { } end)
            return;
        if (end <= first)
            result.AddError("--before must be later than --from: it is the day after the last one.");
        if (end > first.AddYears(BulletinWindow.YearsMax))
            result.AddError($"--from and --before must not be more than {BulletinWindow.YearsMax} years apart.");
    }

    private static Option<DateOnly?> Date(string name, string format, string example, string description) => new(name)
    {
        Description = description,
        HelpName = format.ToUpperInvariant(),
        CustomParser = result =>
        {
            if (DateOnly.TryParseExact(result.Tokens[0].Value, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
                && day.Year is >= BulletinWindow.YearMin and <= BulletinWindow.YearMax)
                return day;
            result.AddError($"{name} must be such as {example}, from {BulletinWindow.YearMin} to {BulletinWindow.YearMax}.");
            return null;
        },
    };
}

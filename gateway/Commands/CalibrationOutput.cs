using System.Globalization;
using Casualties.Sources.V1;
using Spectre.Console;

namespace Casualties.Gateway.Commands;

/// <summary>Shows people what was learned.</summary>
internal static class CalibrationOutput
{
    private const int ShownSources = 40;

    private static readonly string[] Ages = ["under 24 hours", "24 to 48 hours", "48 to 96 hours", "4 days to a year", "more than a year"];

    /// <summary>The sources that are shown: those with the most claims.</summary>
    public static IEnumerable<TrackRecord> Shown(Calibration calibration) => calibration.Sources
        .OrderByDescending(source => source.ClaimCount)
        .ThenBy(source => source.Source, StringComparer.Ordinal)
        .ThenBy(source => source.Relation)
        .Take(ShownSources);

    /// <summary>Writes what was learned of sources and of the age of claims.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="calibration">What was learned.</param>
    /// <param name="known">The records of the shown sources, by name; those without one are shown by name.</param>
    public static void Write(IAnsiConsole console, Calibration calibration, IReadOnlyDictionary<string, Source> known)
    {
        Table table = Titled("What was learned of sources", "source", "role", "grade");
        AddNumbers(table, "claims", "bias", "spread", "fabricated", "copied");
        foreach (TrackRecord source in Shown(calibration))
        {
            Source? record = known.GetValueOrDefault(source.Source);
            table.AddRow([
                Text(record?.DisplayName ?? source.Source),
                Text(Role(record, source.Relation)),
                Text(source.Grade == ReliabilityGrade.Unspecified ? "" : source.Grade.ToString()),
                Text(source.ClaimCount.ToString("N0", CultureInfo.InvariantCulture)),
                Text(Factor(source.Bias)),
                Text(Number(source.Spread)),
                Text(Share(source.FabricatedShare)),
                Text(Share(source.CopiedShare)),
            ]);
        }

        console.Write(table);
        if (calibration.Sources.Count > ShownSources)
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The {ShownSources} with the most claims of {calibration.Sources.Count:N0}."));
        console.WriteLine("bias: an honest figure is this many times what others say; spread: how far such figures scatter, on the log scale.");
        WriteAges(console, calibration);
    }

    private static void WriteAges(IAnsiConsole console, Calibration calibration)
    {
        Table table = Titled("What was learned of the age of claims", "from the incident to the claim");
        AddNumbers(table, "counted only a part", "and then lack");
        foreach ((string age, LagTrackRecord lag) in Ages.Zip(calibration.Lags))
            table.AddRow(Text(age), Text(Share(lag.IncompleteShare)), Text(Share(1 - Math.Exp(-lag.MeanLogShortfall))));
        console.Write(table);
    }

    private static Table Titled(string title, params string[] columns) => new Table().Border(TableBorder.Simple).Title(title).AddColumns(columns);

    private static void AddNumbers(Table table, params string[] headings)
    {
        foreach (string heading in headings)
            table.AddColumn(heading, column => column.RightAligned().NoWrap());
    }

    private static string Role(Source? source, SourceRelation relation)
    {
        string kind = source is null ? "no record" : Words(source.Type.ToString());
        return relation == SourceRelation.Neutral ? kind : $"{kind}, {Words(relation.ToString())}";
    }

    // "NewsAgency" is read as "news agency".
    private static string Words(string name) =>
        string.Concat(name.Select((c, i) => char.IsAsciiLetterUpper(c) ? $"{(i > 0 ? " " : "")}{char.ToLowerInvariant(c)}" : $"{c}"));

    // Text of records is never read as markup.
    private static Text Text(string text) => new(text);

    private static string Factor(double log) => string.Create(CultureInfo.InvariantCulture, $"×{Math.Exp(log):F2}");

    private static string Number(double number) => number.ToString("F2", CultureInfo.InvariantCulture);

    private static string Share(double share) => share.ToString("P0", CultureInfo.InvariantCulture);
}

using System.Globalization;

namespace Casualties.Gateway.Import;

/// <summary>
/// A claim sheet: conflicting claims about incidents in two CSV files, <c>incidents.csv</c> and <c>claims.csv</c>. It is read twice, so that
/// sheets of millions of claims need no more memory than their keys and source names: once to learn what there is, once row by row.
/// </summary>
public sealed class ClaimSheet(Func<Stream> openIncidents, Func<Stream> openClaims)
{
    /// <summary>The sheet in a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="besides">What else must be there for what the sheet is wanted for.</param>
    /// <exception cref="ClaimSheetRefused">A file is missing.</exception>
    public static ClaimSheet In(string folder, params IReadOnlyList<SheetFormat> besides)
    {
        string[] paths = [.. ((SheetFormat[])[IncidentRow.Format, ClaimRow.Format, .. besides]).Select(format => Path.Combine(folder, format.Name))];
        string[] missing = [.. paths.Where(path => !File.Exists(path)).Select(path => $"{Path.GetFileName(path)} is missing")];
        return missing.Length > 0 ? throw new ClaimSheetRefused(missing) : new ClaimSheet(() => File.OpenRead(paths[0]), () => File.OpenRead(paths[1]));
    }

    /// <summary>Reads the whole sheet once to learn its keys and sources.</summary>
    /// <exception cref="ClaimSheetRefused">A header lacks columns, a limit on whole files is passed, or a file is no CSV at all.</exception>
    public ClaimSheetSurvey Survey(CancellationToken cancel)
    {
        // Both headers first, so that a refusal names what both files lack.
        var refusals = new List<string>();
        using SheetFile? incidents = Open(IncidentRow.Format, openIncidents, refusals);
        using SheetFile? claims = Open(ClaimRow.Format, openClaims, refusals);
        if (incidents is null || claims is null)
            throw new ClaimSheetRefused(refusals);
        return new ClaimSheetSurvey(incidents, claims, cancel);
    }

    /// <summary>Reads the incidents, row by row. Bad rows go to the quarantine.</summary>
    public IEnumerable<IncidentRow> Incidents(ClaimSheetSurvey survey, QuarantineReport quarantine)
    {
        using var file = new SheetFile(IncidentRow.Format, openIncidents());
        QuarantineColumns(IncidentRow.Format, file, quarantine);
        while (file.Read())
        {
            IncidentRow? row = file.HasCells ? IncidentRow.Parse(file) : null;
            if (row is not null && survey.FirstLine(row.Key) is var first && first != row.Line)
                file.Refuse(IncidentRow.Column.Key, string.Create(CultureInfo.InvariantCulture, $"the same key stands on line {first}"));
            if (row is not null && file.Faults.Count == 0)
                yield return row;
            else
                quarantine.Add(file.Quarantined(row is null ? "" : QuarantineReport.Echo(row.Key)));
        }
    }

    /// <summary>Reads the claims, row by row. Bad rows go to the quarantine, and so do claims about incidents that are not known.</summary>
    /// <param name="survey">What there is in the sheet.</param>
    /// <param name="isKnown">Whether there is an incident of a key, in the sheet or in the store.</param>
    /// <param name="quarantine">Where bad rows go.</param>
    public IEnumerable<ClaimRow> Claims(ClaimSheetSurvey survey, Func<string, bool> isKnown, QuarantineReport quarantine)
    {
        using var file = new SheetFile(ClaimRow.Format, openClaims());
        QuarantineColumns(ClaimRow.Format, file, quarantine);
        while (file.Read())
        {
            ClaimRow? row = file.HasCells ? ClaimRow.Parse(file) : null;
            if (row is not null)
                CheckAgainstSheet(file, row, survey, isKnown);
            if (row is not null && file.Faults.Count == 0)
                yield return row;
            else
                quarantine.Add(file.Quarantined(row is null ? "" : Key(row)));
        }
    }

    /// <summary>The key of a claim in the quarantine report.</summary>
    internal static string Key(ClaimRow row) => string.Create(CultureInfo.InvariantCulture, $"{QuarantineReport.Echo(row.IncidentKey)}/{row.ClaimNo}");

    private static void CheckAgainstSheet(SheetFile file, ClaimRow row, ClaimSheetSurvey survey, Func<string, bool> isKnown)
    {
        if (row.IncidentKey != "" && !isKnown(row.IncidentKey))
            file.Refuse(ClaimRow.Column.Key, "there is no such incident, neither among the good rows of the sheet nor in the store");
        if (row.ClaimNo == 0)
            return;
        if (survey.FirstLine(row.IncidentKey, row.ClaimNo) is var first && first != row.Line)
            file.Refuse(ClaimRow.Column.Number, string.Create(CultureInfo.InvariantCulture, $"the same incident and number stand on line {first}"));
        if (row.CopiesClaim is { } copies && survey.FirstLine(row.IncidentKey, copies) is null)
            file.Refuse(ClaimRow.Column.Copies, string.Create(CultureInfo.InvariantCulture, $"the sheet has no claim {copies} of this incident"));
    }

    // A column that the format does not know may hold what its author deems important: it is not passed over in silence.
    internal static void QuarantineColumns(SheetFormat format, SheetFile file, QuarantineReport quarantine)
    {
        if (file.UnknownColumns.Count > 0)
        {
            quarantine.Add(new QuarantinedRow(format.Name, 1, "", [.. file.UnknownColumns.Select(column =>
                new RowFault(column, "the column is not part of the format; its cells are not imported, the rows are"))]));
        }
    }

    private static SheetFile? Open(SheetFormat format, Func<Stream> open, List<string> refusals)
    {
        try
        {
            return new SheetFile(format, open());
        }
        catch (ClaimSheetRefused refused)
        {
            refusals.AddRange(refused.Reasons);
            return null;
        }
    }
}

/// <summary>What a claim sheet contains: its keys, its sources, the incidents that it speaks of without listing them.</summary>
public sealed class ClaimSheetSurvey
{
    private readonly Dictionary<string, int> incidentLines = [];
    private readonly Dictionary<string, int> incidentNumbers = [];
    private readonly Dictionary<long, int> claimLines = [];

    internal ClaimSheetSurvey(SheetFile incidents, SheetFile claims, CancellationToken cancel)
    {
        for (; incidents.Read(); IncidentRowCount++)
        {
            cancel.ThrowIfCancellationRequested();
            if (incidents.HasCells)
                incidentLines.TryAdd(incidents.Cell(IncidentRow.Column.Key).ToString(), incidents.Line);
        }

        var sources = new SheetSources();
        var foreign = new HashSet<string>();
        for (; claims.Read(); ClaimRowCount++)
        {
            cancel.ThrowIfCancellationRequested();
            if (!claims.HasCells)
                continue;
            ClaimRow row = ClaimRow.Parse(claims);
            claimLines.TryAdd(ClaimKey(row.IncidentKey, row.ClaimNo, add: true), row.Line);
            if (claims.Faults.Count > 0)
                continue;
            sources.Add(row);
            if (!incidentLines.ContainsKey(row.IncidentKey) && foreign.Count < SheetLimits.MaxForeignIncidents)
                foreign.Add(row.IncidentKey);
        }

        Sources = sources.Resolve();
        ForeignIncidents = foreign;
    }

    /// <summary>How many rows <c>incidents.csv</c> has, good or bad.</summary>
    public int IncidentRowCount { get; }

    /// <summary>How many rows <c>claims.csv</c> has, good or bad.</summary>
    public int ClaimRowCount { get; }

    /// <summary>The publishers and originators by name.</summary>
    public IReadOnlyDictionary<string, SheetSource> Sources { get; }

    /// <summary>Keys of incidents that claims name and the sheet does not list, at most <see cref="SheetLimits.MaxForeignIncidents"/>.</summary>
    public IReadOnlySet<string> ForeignIncidents { get; }

    /// <summary>The keys of <c>incidents.csv</c>, of good rows and bad.</summary>
    public IReadOnlyCollection<string> IncidentKeys => incidentLines.Keys;

    /// <summary>The line of <c>incidents.csv</c> on which a key stands first; null if it does not.</summary>
    public int? FirstLine(string incidentKey) => incidentLines.TryGetValue(incidentKey, out int line) ? line : null;

    /// <summary>The line of <c>claims.csv</c> on which a claim stands first; null if it does not.</summary>
    public int? FirstLine(string incidentKey, int claimNo) =>
        claimLines.TryGetValue(ClaimKey(incidentKey, claimNo, add: false), out int line) ? line : null;

    // Millions of claims: a key is the number of its incident and its own number in one word.
    private long ClaimKey(string incidentKey, int claimNo, bool add)
    {
        if (!incidentNumbers.TryGetValue(incidentKey, out int number))
        {
            number = incidentNumbers.Count + 1;
            if (add)
                incidentNumbers.Add(incidentKey, number);
        }

        return ((long)number << 32) | (uint)claimNo;
    }
}

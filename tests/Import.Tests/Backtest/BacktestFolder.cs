using Casualties.Estimation;
using Casualties.Gateway.Backtest;
using Casualties.Gateway.Import;

namespace Import.Tests.Backtest;

/// <summary>A claim sheet with later figures, in files of its own.</summary>
internal sealed class BacktestFolder : IDisposable
{
    public const string LaterHeader = "incident_key,harm,victims,low,best,high,authority,basis,url\n";

    /// <summary>One day, one later figure.</summary>
    public const string Incident = "blast-1,A blast,2021-08-03,2021-08-03,AFG,Kabul,Kabul city,34.5,69.1,settlement,complex_attack,Group A,claimed,\n";

    public const string Later = "blast-1,killed,total,10,12,13,Commission of Inquiry,findings a year later,https://example.org/later\n";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public string Folder { get; } = Directory.CreateTempSubdirectory("casualties-test-").FullName;

    public QuarantineReport Quarantine { get; } = new();

    public static BacktestFolder Of(string incidents, string later, params string[] claims)
    {
        var made = new BacktestFolder();
        made.Write("incidents.csv", Sheets.IncidentHeader + incidents);
        made.Write("claims.csv", Sheets.ClaimHeader + string.Concat(claims));
        made.Write("best_later.csv", LaterHeader + later);
        return made;
    }

    /// <summary>Claims about the incident, with a later figure for all killed.</summary>
    public static BacktestFolder WithClaims(params string[] claims) => Of(Incident, Later, claims);

    /// <summary>Later figures for the incident, with one claim.</summary>
    public static BacktestFolder WithLater(string later) => Of(Incident, later, Claim(1));

    /// <summary>A row of claims.csv.</summary>
    public static string Claim(
        int number, string published = "2021-08-03", string originator = "Ministry", string harm = "killed", string victims = "total", string copies = "",
        string count = "exact,8,8,", string publisher = "Paper") =>
        $"blast-1,{number},{published},{publisher},{originator},{(originator == "" ? "" : "government")},{harm},{count},{victims},{copies},,\n";

    public void Write(string file, string content) => File.WriteAllText(Path.Combine(Folder, file), content);

    public PairSelection Select(string within = "3d")
    {
        Assert.True(PublicationWindow.TryParse(within, out PublicationWindow? window));
        return PairSelection.Of(BacktestSheet.In(Folder), window.Value, Quarantine, Cancel);
    }

    /// <summary>The numbers of the claims of the only pair; empty if there is no pair.</summary>
    public int[] Used(string within = "3d") => Select(within).Pairs is [] ? [] : [.. Assert.Single(Select(within).Pairs).Claims.Select(claim => claim.ClaimNo)];

    public BacktestResult Run(Policy? policy = null) =>
        Backtester.Run(Select(), PublicationWindow.Default, policy ?? Policies.Default, progress: null, Cancel);

    public IReadOnlyList<string> Faults(int line) =>
        [.. Quarantine.First.Where(row => row.File == "best_later.csv" && row.Line == line).SelectMany(row => row.Faults).Select(fault => $"{fault.Column}: {fault.Reason}")];

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

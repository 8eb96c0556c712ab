using System.CommandLine;

namespace Benchmarks;

/// <summary>What is measured, and how much.</summary>
internal sealed class BenchmarkArguments
{
    private const string All = "all";

    private readonly IReadOnlyList<string> measurements;
    private readonly Option<int> rounds = Positive("--rounds", 5, "How often each measurement and its limit take turns.");
    private readonly Option<double> seconds = Positive("--seconds", 5.0, "report, write, restart, estimate, flood: how long each load lasts, in each round.");
    private readonly Option<int[]> callers = new("--callers")
    {
        Description = "report, write: the numbers of callers at once.",
        HelpName = "N N ...",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [1, 64, 256],
    };

    private readonly Option<int> claims = Positive("--claims", 100_000, "import, review, aggregate: how many claims a round imports, the reviewer has before them, or are summed up.");
    private readonly Option<bool> scattered = new("--scattered")
    {
        Description = "import: the claims about an incident come far apart, not one after another; the read model makes each report many times.",
    };

    private readonly Option<string> folder = new("--folder")
    {
        Description = "Where the stores are made, and removed afterwards. Where durable writes cost nothing (a file system in memory), figures mean nothing.",
        HelpName = "DIR",
        DefaultValueFactory = _ => Path.GetTempPath(),
    };

    private readonly Option<string?> store = new("--store")
    {
        Description = "aggregate: a folder in which a filled suite is kept, or was kept by an earlier run with as many --claims; under the same key, which CASUALTIES_Access__KeyFile names.",
        HelpName = "DIR",
    };

    public BenchmarkArguments(IReadOnlyList<string> measurements)
    {
        this.measurements = measurements;
        Measurement.AcceptOnlyFromAmong([.. measurements, All]);
        callers.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int[]>() is not { Length: > 0 } values || values.Any(value => value <= 0))
                result.AddError("--callers must be more than 0.");
        });
    }

    public Argument<string> Measurement { get; } = new("measurement") { Description = "What to measure.", DefaultValueFactory = _ => All };

    /// <summary>Where to write the results as JSON.</summary>
    public Option<string?> Json { get; } = new("--json") { Description = "Also writes all values of all rounds to this file.", HelpName = "FILE" };

    public IReadOnlyList<Option> Options => [rounds, seconds, callers, claims, scattered, folder, store, Json];

    /// <summary>The names of the measurements that are asked for.</summary>
    public IReadOnlyList<string> Chosen(ParseResult parsed) => parsed.GetRequiredValue(Measurement) is var chosen and not All ? [chosen] : measurements;

    public BenchmarkSettings Read(ParseResult parsed) => new(
        parsed.GetRequiredValue(rounds),
        parsed.GetRequiredValue(seconds),
        parsed.GetRequiredValue(claims),
        parsed.GetValue(scattered),
        parsed.GetRequiredValue(callers),
        parsed.GetRequiredValue(folder),
        parsed.GetValue(store));

    private static Option<T> Positive<T>(string name, T byDefault, string description)
        where T : System.Numerics.INumber<T>
    {
        var option = new Option<T>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => byDefault };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<T>() is not { } value || value <= T.Zero)
                result.AddError($"{name} must be more than 0.");
        });
        return option;
    }
}

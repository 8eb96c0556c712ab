namespace Casualties.Estimation;

/// <summary>What one source says about one incident, reduced to what an estimate depends on.</summary>
public sealed record Claim
{
    /// <summary>The claim's name; unique within an incident.</summary>
    public required string Name { get; init; }

    /// <summary>The name of the source that published it.</summary>
    public required string Publisher { get; init; }

    /// <summary>The name of the source that the numbers come from; null where the publisher does not say.</summary>
    public string? Originator { get; init; }

    /// <summary>The day of publication, UTC; null where it is not known.</summary>
    public DateOnly? PublishedDate { get; init; }

    /// <summary>The instant of publication, where it is known more finely than the day. It wins over <see cref="PublishedDate"/>.</summary>
    public DateTimeOffset? PublishedTime { get; init; }

    /// <summary>The revision that first recorded the claim. It decides between claims that were published together.</summary>
    public required long RecordedRevision { get; init; }

    /// <summary>Whether the claim is in force.</summary>
    public ClaimState State { get; init; } = ClaimState.Live;

    /// <summary>The name of the claim that this one plainly repeats; null where it is not known to be a copy.</summary>
    public string? Copies { get; init; }

    /// <summary>Whether the recorder calls it a repetition, also where the repeated claim was not recorded.</summary>
    public bool IsRepetition { get; init; }

    /// <summary>What it says of numbers.</summary>
    public IReadOnlyList<CountStatement> Statements { get; init; } = [];

    /// <summary>What it says of who did it.</summary>
    public IReadOnlyList<Attribution> Attributions { get; init; } = [];

    /// <summary>The name of the source whose figure it is: the originator or, where none is stated, the publisher.</summary>
    public string Voice => Originator ?? Publisher;

    /// <summary>Whether it only repeats another claim, so that it corroborates nothing.</summary>
    public bool IsCopy => IsRepetition || Copies is not null;

    /// <summary>Compares all that a claim is but its revision, which decides by order alone: of claims in <see cref="PublicationOrder"/> it says nothing more.</summary>
    internal static IEqualityComparer<Claim> BesidesRevision { get; } = EqualityComparer<Claim>.Create(
        static (one, other) => one is not null && other is not null
            && one.WithoutLists() == other.WithoutLists()
            && one.Statements.SequenceEqual(other.Statements)
            && one.Attributions.SequenceEqual(other.Attributions));

    private Claim WithoutLists() => this with { RecordedRevision = 0, Statements = [], Attributions = [] };
}

/// <summary>Whether a claim is in force. The values are those of the contract.</summary>
public enum ClaimState
{
    /// <summary>In force.</summary>
    Live = 1,

    /// <summary>Replaced by a later claim of the same source.</summary>
    Superseded = 2,

    /// <summary>Taken back.</summary>
    Retracted = 3,
}

/// <summary>How many people of a group suffered a harm, as stated.</summary>
/// <param name="Harm">The kind of harm.</param>
/// <param name="Victims">Who is counted.</param>
/// <param name="Form">How the number was put. It decides which of <paramref name="Low"/> and <paramref name="High"/> are set.</param>
/// <param name="Low">People. Set for exact, about, at least (inclusive), more than (exclusive) and range; null otherwise.</param>
/// <param name="High">People. Set for exact, about (both equal to <paramref name="Low"/>), at most (inclusive) and range; null otherwise.</param>
/// <param name="Words">The stated words; empty where they were not kept.</param>
/// <param name="PartOfIncident">Whether the number covers only a part of the incident.</param>
public sealed record CountStatement(
    Harm Harm,
    VictimGroup Victims,
    CountForm Form,
    long? Low,
    long? High,
    string Words = "",
    bool PartOfIncident = false);

/// <summary>A kind of harm. The values are those of the contract.</summary>
public enum Harm
{
    /// <summary>Died as a direct result.</summary>
    Killed = 1,

    /// <summary>Physically injured and alive.</summary>
    Injured = 2,

    /// <summary>Fate unknown.</summary>
    Missing = 3,

    /// <summary>Taken by an actor.</summary>
    Abducted = 4,

    /// <summary>Held by an authority.</summary>
    Detained = 5,
}

/// <summary>How a number was put. The values are those of the contract.</summary>
public enum CountForm
{
    /// <summary>"Eight people".</summary>
    Exact = 1,

    /// <summary>"At least eight".</summary>
    AtLeast = 2,

    /// <summary>"More than eight"; the number itself is excluded.</summary>
    MoreThan = 3,

    /// <summary>"Up to eight"; the number itself is included.</summary>
    AtMost = 4,

    /// <summary>"Between eight and ten".</summary>
    Range = 5,

    /// <summary>"About eight".</summary>
    About = 6,

    /// <summary>Words without a number.</summary>
    Words = 7,

    /// <summary>People were harmed; their number is not known.</summary>
    Unknown = 8,
}

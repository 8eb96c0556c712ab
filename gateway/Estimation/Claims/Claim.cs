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

    /// <summary>On which topics it counts nowhere, since a flag was upheld.</summary>
    public Topics Excluded { get; init; }

    /// <summary>Whether it bears nobody out, since a flag was upheld: it adds no independent originator and no kind of source.</summary>
    public bool Uncorroborating { get; init; }

    /// <summary>Whether its figures are weighed as those of someone who is known to deceive, since a flag was upheld.</summary>
    public bool Doubted { get; init; }

    /// <summary>How far a person believes it, whoever makes it; null where nobody has said.</summary>
    public InformationCredibility? Credibility { get; init; }

    /// <summary>The name of the source whose figure it is: the originator or, where none is stated, the publisher.</summary>
    public string Voice => Originator ?? Publisher;

    /// <summary>Whether it only repeats another claim, so that it corroborates nothing.</summary>
    public bool IsCopy => IsRepetition || Copies is not null;

    /// <summary>Whether a statement of it counts nowhere, since a flag was upheld.</summary>
    public bool Excludes(CountStatement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        return Excluded.HasFlag(Topics.Count) || (Excluded.HasFlag(Topics.CivilianStatus) && statement.Victims.Status != CivilianStatus.Unspecified);
    }

    /// <summary>Whether what it says of who did it counts nowhere, since a flag was upheld.</summary>
    public bool ExcludesAttributions => Excluded.HasFlag(Topics.Attribution);

    /// <summary>The originator, if the claim can bear others out: nothing is borne out by copies, nor by what a flag leaves out as a whole.</summary>
    public string? Corroborator => State == ClaimState.Live && !IsCopy && !Uncorroborating && HasMore ? Originator : null;

    // Whether something is left of it.
    private bool HasMore => Excluded == Topics.None || Statements.Any(statement => !Excludes(statement)) || (Attributions.Count > 0 && !ExcludesAttributions);

    /// <summary>Compares all that a claim is but its revision, which decides by order alone: of claims in <see cref="PublicationOrder"/> it says nothing more.</summary>
    internal static IEqualityComparer<Claim> BesidesRevision { get; } = EqualityComparer<Claim>.Create(
        static (one, other) => one is not null && other is not null
            && one.WithoutLists() == other.WithoutLists()
            && one.Statements.SequenceEqual(other.Statements)
            && one.Attributions.SequenceEqual(other.Attributions));

    private Claim WithoutLists() => this with { RecordedRevision = 0, Statements = [], Attributions = [] };
}

/// <summary>What a claim says something about.</summary>
[Flags]
public enum Topics
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>How many people were harmed.</summary>
    Count = 1,

    /// <summary>Who did it.</summary>
    Attribution = 2,

    /// <summary>Whether they were civilians.</summary>
    CivilianStatus = 4,

    /// <summary>Where it happened.</summary>
    Location = 8,

    /// <summary>Everything.</summary>
    All = Count | Attribution | CivilianStatus | Location,
}

/// <summary>How far a single claim is believed, on the Admiralty scale (NATO AJP-2.1). The values are those of the contract.</summary>
public enum InformationCredibility
{
    /// <summary>Independent other sources confirm it.</summary>
    ConfirmedByOtherSources = 1,

    /// <summary>Probably true.</summary>
    ProbablyTrue = 2,

    /// <summary>Possibly true.</summary>
    PossiblyTrue = 3,

    /// <summary>Doubtful.</summary>
    Doubtful = 4,

    /// <summary>Improbable.</summary>
    Improbable = 5,

    /// <summary>Cannot be judged.</summary>
    CannotBeJudged = 6,
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

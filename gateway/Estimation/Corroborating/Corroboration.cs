namespace Casualties.Estimation;

/// <summary>
/// How far what is said about an incident is borne out, in the words that the field uses. It follows from the claims that are live, are no copies and are not left
/// out by a flag; no policy has a part in it. Four questions are graded apart, since one can be settled while another is open.
/// </summary>
/// <param name="Originators">How many independent originators say that people other than fighters and soldiers were harmed.</param>
/// <param name="Kinds">How many kinds of source there are among them.</param>
/// <param name="Repetitions">How many live claims add no originator: copies, and those that give the figures that the same originator gave before.</param>
/// <param name="TwoIndependent">Whether two independent originators give figures of one harm (Iraq Body Count).</param>
/// <param name="ThreeTypes">Whether figures of one harm come from three kinds of source (UNAMA).</param>
/// <param name="Occurrence">Whether people other than fighters and soldiers were harmed.</param>
/// <param name="Attribution">Who did it.</param>
/// <param name="Count">How many were killed or, where nobody speaks of killed, injured.</param>
/// <param name="CivilianStatus">Whether they were civilians.</param>
/// <param name="Airwars">The same in one word of Airwars.</param>
public sealed record Corroboration(
    int Originators,
    int Kinds,
    int Repetitions,
    Finding<bool> TwoIndependent,
    Finding<bool> ThreeTypes,
    Finding<EvidenceGrade> Occurrence,
    Finding<EvidenceGrade> Attribution,
    Finding<EvidenceGrade> Count,
    Finding<EvidenceGrade> CivilianStatus,
    Finding<AirwarsGrade> Airwars)
{
    /// <summary>Looks at an incident.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="responsible">Who is said to be responsible for it.</param>
    public static Corroboration Of(IncidentCase incident, AttributionSummary responsible)
    {
        ArgumentNullException.ThrowIfNull(incident);
        var heard = new Hearing(incident);
        var harmed = heard.Saying(statement => statement is { SaysHarm: true, IsOfFighters: false });
        var attribution = Grades.Attribution(responsible, incident);
        var occurrence = Grades.Occurrence(harmed, heard.Denying, attribution.Conceded);
        var status = Grades.CivilianStatus(heard.Saying(statement => statement.IsOfCivilians), heard.Saying(statement => statement.IsOfFighters));
        return new(
            harmed.Originators,
            harmed.Kinds,
            heard.Repetitions,
            Grades.TwoIndependent(heard.OfOneHarm(voices => voices.Originators)),
            Grades.ThreeTypes(heard.OfOneHarm(voices => voices.Kinds)),
            occurrence,
            attribution.Grade,
            Grades.Count(heard),
            status,
            Grades.Airwars(harmed, attribution, status.Value));
    }
}

/// <summary>What was found, and by what it was decided.</summary>
/// <param name="Value">What was found.</param>
/// <param name="Because">Why, in a sentence.</param>
public readonly record struct Finding<T>(T Value, string Because);

/// <summary>How far a question is settled. The values are those of the contract.</summary>
public enum EvidenceGrade
{
    /// <summary>It is.</summary>
    Established = 1,

    /// <summary>Independent sources agree.</summary>
    Probable = 2,

    /// <summary>It is said.</summary>
    Reported = 3,

    /// <summary>Sources contradict each other.</summary>
    Contested = 4,

    /// <summary>All who speak of it deny it.</summary>
    Refuted = 5,

    /// <summary>Nobody says anything of it.</summary>
    NotAssessed = 6,
}

/// <summary>The grades of Airwars. The values are those of the contract.</summary>
public enum AirwarsGrade
{
    /// <summary>A belligerent has accepted responsibility for civilian harm.</summary>
    Confirmed = 1,

    /// <summary>Two or more sources.</summary>
    Fair = 2,

    /// <summary>A single source.</summary>
    Weak = 3,

    /// <summary>Competing claims of responsibility.</summary>
    Contested = 4,

    /// <summary>Those harmed were combatants.</summary>
    Discounted = 5,

    /// <summary>Nobody says that anyone was harmed.</summary>
    NotGraded = 6,
}

using Casualties.Counts.V1;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Casualties.Gateway.Reports;

/// <summary>Something that waits for a reviewer.</summary>
internal sealed record QueueRow
{
    /// <summary>What there is to decide.</summary>
    public long Kind { get; init; }

    /// <summary>What it is about.</summary>
    public string Record { get; init; } = "";

    /// <summary>How many people a decision would move at most.</summary>
    public long People { get; init; }

    /// <summary>In how many incidents.</summary>
    public long Incidents { get; init; }

    /// <summary>Why it is here; empty of a flag, which says it itself.</summary>
    public string Because { get; init; } = "";

    /// <summary>Of a copy, what it seems to repeat; else empty.</summary>
    public string Original { get; init; } = "";

    /// <summary>Since when, microseconds since 1970-01-01T00:00:00Z; null: not known.</summary>
    public long? Since { get; init; }

    /// <summary>Of a flag, its payload; else null.</summary>
    public byte[]? Flag { get; init; }

    /// <summary>How many items there are in all.</summary>
    public long Total { get; init; }
}

/// <summary>Reads what waits for reviewers: one query for all kinds, since they stand in one order.</summary>
internal sealed class ReviewQueueRows(SqliteConnection connection)
{
    /// <summary>Of the newer and of the older claims, how many must be tested for their shares to be compared.</summary>
    public const int MinTested = 10;

    /// <summary>How many standard errors two shares must lie apart to be called different: one source in a hundred that did not change seems to have.</summary>
    public const double Apart = 2.58;

    // Whatever waits, with the number that orders it. A decision on a flag concerns the claim; or all live claims that the source is behind; or the incident as a whole.
    private const string Items = """
        open AS (SELECT DISTINCT record FROM flag WHERE state IN (@open, @underReview, @appealed)),
        concerned AS (
            SELECT record, incident, people FROM open JOIN standing ON claim = record
            UNION ALL SELECT record, incident, people FROM open JOIN standing ON voice = record OR publisher = record WHERE state = @live
            UNION ALL SELECT record, incident, people FROM open JOIN footing ON incident = record),
        moved AS (SELECT record, sum(people) AS people, count(DISTINCT incident) AS incidents FROM concerned GROUP BY record),
        dated AS (
            SELECT voice, incident, people, within, published > date(max(published) OVER (PARTITION BY voice), '-365 days') AS newer
            FROM standing WHERE tested = 1 AND published <> ''),
        compared AS (
            SELECT voice, count(DISTINCT iif(newer, incident, NULL)) AS incidents, sum(people * newer) AS people,
                   sum(newer) AS newer, sum(within * newer) AS newerWithin, sum(NOT newer) AS older, sum(within * NOT newer) AS olderWithin
            FROM dated GROUP BY voice),
        shares AS (
            SELECT *, 1.0 * newerWithin / newer - 1.0 * olderWithin / older AS difference, 1.0 * (newerWithin + olderWithin) / (newer + older) AS share
            FROM compared WHERE newer >= @minTested AND older >= @minTested),
        item (kind, record, people, incidents, because, original, since, flag) AS (
            SELECT @openFlag, f.record, coalesce(m.people, 0), coalesce(m.incidents, 0), '', '', f.raised, f.key
            FROM flag f LEFT JOIN moved m ON m.record = f.record WHERE f.state IN (@open, @underReview, @appealed)
            UNION ALL
            SELECT @ungraded, u.name, sum(s.people), count(DISTINCT s.incident),
                   printf('Nobody has graded it, and %,d claims that count come from it.', count(*)), '', NULL, NULL
            FROM source u JOIN standing s ON s.voice = u.name WHERE u.ungraded = 1 AND s.state = @live AND s.copied = 0
            GROUP BY u.name HAVING sum(s.people) > 0
            UNION ALL
            SELECT @drift, voice, people, incidents,
                   printf('Of its newer claims, those of the last 365 days, %,d of %,d lie within what all others say; of its older ones, %,d of %,d.',
                          newerWithin, newer, olderWithin, older), '', NULL, NULL
            FROM shares WHERE difference * difference > @apart * @apart * share * (1 - share) * (1.0 / newer + 1.0 / older)
            UNION ALL
            SELECT @copy, g.claim, s.people, 1, g.because, g.original, NULL, NULL FROM suggestion g JOIN standing s ON s.claim = g.claim
            UNION ALL
            SELECT @fragile, incident, people_before, 1, because, '', lost, NULL FROM footing WHERE lost IS NOT NULL)
        """;

    private const string Sql = $"""
        WITH {Items},
        page AS (
            SELECT *, count(*) OVER () AS total FROM item WHERE (@kind = 0 OR kind = @kind) AND (people >= @minPeople OR kind = @openFlag)
            ORDER BY people DESC, kind, record, flag LIMIT @limit)
        SELECT kind, p.record, people, incidents, because, original, since, f.payload AS flag, total
        FROM page p LEFT JOIN flag f ON f.key = p.flag ORDER BY people DESC, kind, p.record, p.flag
        """;

    /// <summary>The first items, those that would move the most people first.</summary>
    public List<QueueRow> First(ReviewItemKind kind, long minPeople, int limit) => connection.Query<QueueRow>(
        Sql,
        new
        {
            kind = (long)kind,
            minPeople,
            limit,
            minTested = MinTested,
            apart = Apart,
            live = (long)ClaimState.Live,
            open = (long)FlagState.Open,
            underReview = (long)FlagState.UnderReview,
            appealed = (long)FlagState.Appealed,
            openFlag = (long)ReviewItemKind.OpenFlag,
            ungraded = (long)ReviewItemKind.UngradedSource,
            drift = (long)ReviewItemKind.TrackRecordDrift,
            copy = (long)ReviewItemKind.SuggestedCopy,
            fragile = (long)ReviewItemKind.FragileIncident,
        }).AsList();
}

using System.Globalization;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using Google.Protobuf.WellKnownTypes;

namespace Import.Tests.Bulletin;

/// <summary>Answers of the suite, put together by hand.</summary>
internal static class Answers
{
    public static CountInterval Range(long low, long high) => new() { Level = 0.9, Low = low, High = high };

    /// <summary>An estimate; the other ranges are there, and are not to be shown for the one of 90%.</summary>
    public static CountEstimate Count(long median, long low, long high) => new()
    {
        Median = median,
        Mean = median,
        Intervals =
        {
            new CountInterval { Level = 0.5, Low = (median + low) / 2, High = (median + high) / 2 },
            new CountInterval { Level = 0.8, Low = low + 1, High = high - 1 },
            Range(low, high),
            new CountInterval { Level = 0.95, Low = low - 1, High = high + 1 },
        },
    };

    public static DocumentedBounds Bounds(long? low, long? high, bool open = false)
    {
        var bounds = new DocumentedBounds { OpenAbove = open };
        if (low is { } l)
            bounds.Low = l;
        if (high is { } h)
            bounds.High = h;
        return bounds;
    }

    public static HarmTotal Total(HarmType harm, CountEstimate? count, DocumentedBounds? bounds, int incidents, int without = 0) => new()
    {
        Harm = harm, Count = count, SumOfBounds = bounds, IncidentCount = incidents, IncidentsWithoutEstimate = without,
    };

    public static HarmTotal Killed(long median, long low, long high, DocumentedBounds? bounds = null, int incidents = 1, int without = 0) =>
        Total(HarmType.Killed, Count(median, low, high), bounds, incidents, without);

    public static HarmTotal Injured(long median, long low, long high, DocumentedBounds? bounds = null, int incidents = 1, int without = 0) =>
        Total(HarmType.Injured, Count(median, low, high), bounds, incidents, without);

    public static DimensionValue Key(Dimension dimension, string value, string name = "") => new() { Dimension = dimension, Value = value, DisplayName = name };

    public static AggregateRow Row(int incidents, DimensionValue? key, params HarmTotal[] totals)
    {
        var row = new AggregateRow { IncidentCount = incidents, ClaimCount = incidents * 7, OriginatorCount = incidents + 1, Totals = { totals } };
        if (key is not null)
            row.Keys.Add(key);
        return row;
    }

    public static Aggregate Answer(AggregateQuery query, AggregateRow total, params AggregateRow[] rows) => new()
    {
        Rows = { rows },
        Total = total,
        Manifest = new Manifest
        {
            Revisions = new SuiteRevisions { Incidents = 43, Counts = 840, Sources = 211 },
            RecordTime = Timestamp.FromDateTime(new DateTime(2026, 3, 1, 8, 30, 0, DateTimeKind.Utc)),
            Audience = Audience.Restricted,
            Policy = "calibrated",
            PolicyVersion = 1,
            EstimatorVersion = 4,
            Query = query,
            RowCount = rows.Length,
            Sha256 = string.Concat(Enumerable.Range(0, 8).Select(_ => (0x9e3779b1u * (uint)(rows.Length + 1)).ToString("x8", CultureInfo.InvariantCulture))),
        },
    };

    public static HarmChange Change(HarmType harm, ChangeBasis basis, string period, int incidents, CountDifference? difference, Ratio? ratio = null) => new()
    {
        Harm = harm, Basis = basis, Period = period, IncidentCount = incidents, Difference = difference, Ratio = ratio,
    };

    public static CountDifference Difference(long median, long low, long high) => new() { Median = median, Interval = Range(low, high) };

    public static IncidentReport Report(string id, string title, Google.Type.Date start, Place? place, int claims, int originators, params Estimate[] estimates) => new()
    {
        Name = $"incidents/{id}/report",
        Incident = $"incidents/{id}",
        Title = title,
        EventTime = new EventTime { StartDate = start },
        Place = place,
        LiveClaimCount = claims,
        OriginatorCount = originators,
        Estimates = { estimates },
    };

    public static Estimate Estimate(HarmType harm, CountEstimate? count, DocumentedBounds bounds, CivilianStatus status = CivilianStatus.Unspecified) => new()
    {
        Harm = harm,
        Victims = new VictimGroup { Status = status, Perpetrators = PerpetratorScope.Excluded },
        Count = count,
        Bounds = bounds,
    };
}

using System.Security.Cryptography;
using Casualties.Counts.V1;
using Casualties.Incidents.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Google.Protobuf;
using Google.Type;

namespace Casualties.Tests.Shared;

/// <summary>Valid records and requests, to be changed where a test cares. No one who is named in them was harmed or saw harm.</summary>
public static class Some
{
    /// <summary>A request id that nobody used.</summary>
    public static string NewRequestId()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    /// <summary>An incident in Kabul.</summary>
    public static Incident Incident(string title = "Explosion near a market") => new()
    {
        Title = title,
        EventTime = new EventTime { StartDate = Day(2021, 8, 3), Precision = DatePrecision.Day },
        Place = new Place
        {
            Name = "Kabul",
            Country = "AFG",
            Admin1 = "Kabul",
            Location = new LatLng { Latitude = 34.53, Longitude = 69.17 },
            Precision = LocationPrecision.Settlement,
        },
        Tactic = Tactic.IedNonSuicide,
        Visibility = Audience.Public,
    };

    /// <summary>An outlet.</summary>
    public static Source Source(string displayName = "A newspaper") => new()
    {
        DisplayName = displayName,
        Type = SourceType.NationalMedia,
        Scale = SourceScale.National,
        Languages = { "en" },
        Visibility = Audience.Public,
    };

    /// <summary>What was learned of one source and of its kind; with nothing of ages and levels.</summary>
    public static Calibration Calibration(string note = "") => new()
    {
        FittedFrom = new SuiteRevisions { Incidents = 1, Counts = 2, Sources = 3 },
        EstimatorVersion = 1,
        IncidentCount = 320,
        ClaimCount = 1_500,
        ResolvedIncidentCount = 120,
        Sources = { TrackRecord("sources/newspaper"), TrackRecord("sources/ministry", SourceRelation.Perpetrator) },
        Kinds =
        {
            new KindTrackRecord
            {
                Type = SourceType.NationalMedia,
                Relation = SourceRelation.Neutral,
                ClaimCount = 900,
                FabricatedShare = .1,
                DenialShare = .03,
                CopiedShare = .35,
                Spread = .3,
                Bias = 0,
                BiasVariance = .0225,
            },
        },
        Note = note,
    };

    /// <summary>What was learned of a source.</summary>
    public static TrackRecord TrackRecord(string source, SourceRelation relation = SourceRelation.Neutral) => new()
    {
        Source = source,
        Relation = relation,
        ClaimCount = 40,
        FabricatedShare = .08,
        DenialShare = 0,
        CopiedShare = .2,
        Spread = .25,
        Bias = -.1,
        BiasVariance = .01,
    };

    /// <summary>A claim of killed people. Its counts are those given, or eight killed if none are.</summary>
    public static Claim Claim(string incident, string publisher = "sources/newspaper", string originator = "sources/ministry", params CountStatement[] counts) => new()
    {
        Incident = incident,
        Publisher = publisher,
        Originator = originator,
        Kind = ClaimKind.Initial,
        Counts = { counts.Length > 0 ? counts : [Exactly(8)] },
        PublishedDate = Day(2021, 8, 3),
        Visibility = Audience.Public,
    };

    /// <summary>"Eight killed".</summary>
    public static CountStatement Exactly(long people, HarmType harm = HarmType.Killed, VictimGroup? victims = null) =>
        new() { Harm = harm, Form = CountForm.Exact, Low = people, High = people, Victims = victims };

    /// <summary>"At least eight killed".</summary>
    public static CountStatement AtLeast(long people, HarmType harm = HarmType.Killed, VictimGroup? victims = null) =>
        new() { Harm = harm, Form = CountForm.AtLeast, Low = people, Victims = victims };

    /// <summary>"Between eight and ten killed".</summary>
    public static CountStatement Between(long low, long high, HarmType harm = HarmType.Killed, VictimGroup? victims = null) =>
        new() { Harm = harm, Form = CountForm.Range, Low = low, High = high, Victims = victims };

    /// <summary>A day.</summary>
    public static Date Day(int year, int month, int day) => new() { Year = year, Month = month, Day = day };

    /// <summary>Changes a record and answers it.</summary>
    public static T With<T>(this T record, Action<T> change)
        where T : class, IMessage
    {
        change(record);
        return record;
    }
}

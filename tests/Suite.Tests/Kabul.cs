using Casualties.Counts.V1;
using Casualties.Incidents.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Time.Testing;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary>
/// The attack in Kabul on 3 August 2021 as eight items reported it, recorded when they came out. Most of them are one spokesman.
/// </summary>
internal static class Kabul
{
    public const string Incident = "incidents/kabul-2021-08-03";
    public static readonly DateTimeOffset Evening = new(2021, 8, 3, 18, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Night = new(2021, 8, 3, 23, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset NextDay = new(2021, 8, 4, 9, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset DayAfter = new(2021, 8, 5, 12, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset ThirdDay = new(2021, 8, 6, 10, 0, 0, TimeSpan.Zero);

    public static readonly VictimGroup Everyone = new() { Perpetrators = PerpetratorScope.Included };
    public static readonly VictimGroup Victims = new() { Perpetrators = PerpetratorScope.Excluded };
    public static readonly VictimGroup Perpetrators = new() { Perpetrators = PerpetratorScope.Only };
    public static readonly VictimGroup Civilians = new() { Status = CivilianStatus.Civilian, Perpetrators = PerpetratorScope.Excluded };

    private const string Ministry = "sources/interior-ministry";

    /// <summary>The incident, the sources, and what was reported on the night itself: C1 and C2.</summary>
    public static async Task RecordNightAsync(RunningSuite suite, FakeTimeProvider time)
    {
        time.SetUtcNow(Evening);
        foreach (var (id, name, type) in Sources)
            await suite.CreateAsync(new Source { DisplayName = name, Type = type }, id);
        await suite.CreateAsync(new Incident
        {
            Title = "Car bomb and gun battle at the acting defence minister's house",
            EventTime = new EventTime { StartDate = Day(2021, 8, 3), Precision = DatePrecision.Day },
            Place = new Place { Name = "Sherpur, Kabul", Country = "AFG", Admin1 = "Kabul", Precision = LocationPrecision.StreetOrNeighbourhood },
            Tactic = Tactic.ComplexAttack,
        }, "kabul-2021-08-03");
        time.Advance(TimeSpan.FromHours(2));
        await suite.RecordAsync(C1, "c1");
        time.Advance(TimeSpan.FromHours(1));
        await suite.RecordAsync(C2, "c2");
    }

    /// <summary>What came out on the next day: C3, which replaces C1, its copies C4 and C8, and C6 and C7.</summary>
    public static async Task RecordNextDayAsync(RunningSuite suite, FakeTimeProvider time)
    {
        time.SetUtcNow(NextDay);
        var c1 = await suite.Claims.GetClaimAsync(new GetClaimRequest { Name = "claims/c1" });
        await suite.Claims.SupersedeClaimAsync(new SupersedeClaimRequest
        {
            Name = c1.Name,
            Etag = c1.Etag,
            Claim = C3,
            ClaimId = "c3",
            Reason = "The ministry counts the attackers separately now.",
            RequestId = NewRequestId(),
        });
        foreach (var (claim, id) in new[] { (C4, "c4"), (C6, "c6"), (C7, "c7"), (C8, "c8") })
        {
            time.Advance(TimeSpan.FromMinutes(10));
            await suite.RecordAsync(claim, id);
        }
    }

    /// <summary>What came out on 6 August: C5.</summary>
    public static async Task RecordThirdDayAsync(RunningSuite suite, FakeTimeProvider time)
    {
        time.SetUtcNow(ThirdDay);
        await suite.RecordAsync(C5, "c5");
    }

    private static readonly (string Id, string DisplayName, SourceType Type)[] Sources =
    [
        ("interior-ministry", "Ministry of the Interior", SourceType.OfficialState),
        ("emergency-hospital", "Emergency NGO hospital", SourceType.MedicalFacility),
        ("taliban", "Taliban spokesman", SourceType.ArmedGroupStatement),
        ("defence-ministry", "Ministry of Defence", SourceType.PartyToConflict),
        ("efe", "EFE", SourceType.NewsAgency),
        ("ap", "AP via Devdiscourse", SourceType.NewsAgency),
        ("republic-world", "Republic World", SourceType.NationalMedia),
        ("ooda-loop", "OODA Loop", SourceType.InternationalMedia),
        ("seed-article", "A news site", SourceType.InternationalMedia),
    ];

    private static Claim C1 => Item("sources/efe", Ministry, 3, AtLeast(8, victims: Everyone), Exactly(4, victims: Perpetrators));

    private static Claim C2 => Item(
        "sources/efe", "sources/emergency-hospital", 3, Part(Exactly(11, HarmType.Injured)), Part(Exactly(4)));

    private static Claim C3 => Item(
        "sources/ap", Ministry, 4, AtLeast(8, victims: Victims), AtLeast(20, HarmType.Injured), Exactly(4, victims: Perpetrators))
        .With(claim => claim.Kind = ClaimKind.Correction);

    private static Claim C4 => Item("sources/republic-world", Ministry, 4, Exactly(8), Exactly(20, HarmType.Injured)).With(Repeats);

    private static Claim C5 => Item("sources/ooda-loop", "", 6, Exactly(8, victims: Civilians), Exactly(20, HarmType.Injured)).With(Repeats);

    private static Claim C6 => new()
    {
        Incident = Incident,
        Publisher = "sources/taliban",
        Originator = "sources/taliban",
        PublishedDate = Day(2021, 8, 4),
        Attributions = { new Attribution { Actor = "Taliban", Role = AttributionRole.Perpetrator, Status = AttributionStatus.ClaimedByActor } },
    };

    private static Claim C7 => Item("sources/defence-ministry", "sources/defence-ministry", 4, new CountStatement
    {
        Harm = HarmType.Injured,
        Victims = new VictimGroup { Status = CivilianStatus.MemberOfArmedForces },
        Form = CountForm.Words,
        Words = "guards were wounded",
    });

    private static Claim C8 => Item(
        "sources/seed-article", "", 4, Exactly(8), new CountStatement { Harm = HarmType.Injured, Form = CountForm.Words, Words = "wounding more" }).With(Repeats);

    private static Claim Item(string publisher, string originator, int august, params CountStatement[] counts) =>
        Claim(Incident, publisher, originator, counts).With(claim => claim.PublishedDate = Day(2021, 8, august));

    private static void Repeats(Claim claim) => (claim.Kind, claim.Copies) = (ClaimKind.Repetition, "claims/c3");

    private static CountStatement Part(CountStatement statement) => statement.With(part => part.Coverage = CountCoverage.PartOfIncident);
}

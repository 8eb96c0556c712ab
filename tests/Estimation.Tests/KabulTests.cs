using static Casualties.Estimation.Tests.Say;

namespace Casualties.Estimation.Tests;

/// <summary>Kabul, 3 August 2021: eight articles are mostly one spokesman.</summary>
public sealed class KabulTests
{
    private const string Ministry = "sources/interior-ministry";
    private const string Hospital = "sources/emergency-hospital";
    private static readonly DateOnly Night = new(2021, 8, 3);
    private static readonly DateOnly Day = new(2021, 8, 4);

    private static readonly Claim C1 = Article(1, "sources/efe", Ministry, Night) with
    {
        Statements = [Killed(CountForm.AtLeast, 8, VictimGroup.Everyone), Killed(CountForm.Exact, 4, VictimGroup.PerpetratorsOnly)],
    };

    private static readonly Claim C2 = Article(2, "sources/efe", Hospital, Night) with
    {
        Statements = [Injured(CountForm.Exact, 11, part: true), Killed(CountForm.Exact, 4, part: true)],
    };

    private static readonly Claim C3 = Article(3, "sources/ap", Ministry, Day) with
    {
        Statements =
        [
            Killed(CountForm.AtLeast, 8, VictimGroup.AllVictims), Injured(CountForm.AtLeast, 20), Killed(CountForm.Exact, 4, VictimGroup.PerpetratorsOnly),
        ],
    };

    private static readonly Claim C4 = Article(4, "sources/republic-world", Ministry, Day) with
    {
        Copies = C3.Name,
        IsRepetition = true,
        Statements = [Killed(CountForm.Exact, 8), Injured(CountForm.Exact, 20)],
    };

    private static readonly Claim C5 = Article(5, "sources/ooda-loop", originator: null, new(2021, 8, 6)) with
    {
        Copies = C3.Name,
        Statements = [Killed(CountForm.Exact, 8, VictimGroup.Civilians), Injured(CountForm.Exact, 20)],
    };

    private static readonly Claim C6 = Article(6, "sources/taliban", "sources/taliban", Day) with
    {
        Attributions = [new("Taliban", AttributionRole.Perpetrator, AttributionStatus.ClaimedByActor)],
    };

    private static readonly Claim C7 = Article(7, "sources/defence-ministry", "sources/defence-ministry", Day) with
    {
        Statements = [Words(Harm.Injured, "guards were wounded", ArmedForces)],
    };

    private static readonly Claim C8 = Article(8, "sources/seed-article", originator: null, Day) with
    {
        IsRepetition = true,
        Statements = [Killed(CountForm.Exact, 8), Words(Harm.Injured, "wounding more")],
    };

    private static readonly Claim[] All = [C1, C2, C3, C4, C5, C6, C7, C8];

    [Fact]
    public void Ranges_are_those_of_the_record()
    {
        var report = Documented.Estimate(All);

        Assert.Equal(Open(4, 8), report.Bounds(Harm.Killed));
        Assert.Equal(Open(8, 12), report.Bounds(Harm.Killed, VictimGroup.Everyone));
        Assert.Equal(Closed(4, 4), report.Bounds(Harm.Killed, VictimGroup.PerpetratorsOnly));
        Assert.Equal(Open(null, 8), report.Bounds(Harm.Killed, VictimGroup.Civilians));
        Assert.Equal(Open(11, 20), report.Bounds(Harm.Injured));
        Assert.Equal(Open(null, 20), report.Bounds(Harm.Injured, VictimGroup.Civilians));
        Assert.Equal(Open(null, 20), report.Bounds(Harm.Injured, ArmedForces));
        Assert.Equal(7, report.Estimates.Count);
    }

    [Fact]
    public void Eight_articles_have_two_originators_of_counts_and_four_in_all()
    {
        var report = Documented.Estimate(All);

        Assert.Equal((2, 4), (report.CountOriginators, report.Originators));
        var killed = report.Find(Harm.Killed, VictimGroup.AllVictims)!;
        Assert.Equal((2, 2), (killed.Claims, killed.Originators));
        Assert.Equal(
            "2 counted claims naming 2 independent originators give 4 to 8, open above; a figure that does not mention perpetrators is taken to leave them out.",
            killed.Explanation);
    }

    [Fact]
    public void Each_statement_has_its_part()
    {
        var report = Documented.Estimate(All);

        Assert.Equal(["claims/1", "claims/2", "claims/3", "claims/4", "claims/6", "claims/7", "claims/8", "claims/5"], report.Claims.Select(part => part.Claim.Name));
        Assert.Equal([StatementUse.Counted, StatementUse.EarlierFigure], report.Uses(C1.Name));
        Assert.Equal([StatementUse.Counted, StatementUse.Counted], report.Uses(C2.Name));
        Assert.Equal([StatementUse.Counted, StatementUse.Counted, StatementUse.Counted], report.Uses(C3.Name));
        Assert.Equal([StatementUse.Copy, StatementUse.Copy], report.Uses(C4.Name));
        Assert.Equal([StatementUse.Copy, StatementUse.Copy], report.Uses(C5.Name));
        Assert.Empty(report.Uses(C6.Name));
        Assert.Equal([StatementUse.NoNumber], report.Uses(C7.Name));
        Assert.Equal([StatementUse.Copy, StatementUse.Copy], report.Uses(C8.Name));
        Assert.Equal((true, false, true), Flags(report.Part(C2.Name)[1]));
        Assert.Equal((false, true, true), Flags(report.Part(C3.Name)[0]));
        Assert.Equal((false, false, false), Flags(report.Part(C4.Name)[0]));
        Assert.Equal((false, false, true), Flags(report.Part(C7.Name)[0]));
        Assert.Equal("Left out: the claim repeats another one.", report.Part(C4.Name)[0].Explanation);

        static (bool Low, bool High, bool Open) Flags(StatementPart part) => (part.SetsLow, part.SetsHigh, part.OpensAbove);
    }

    [Fact]
    public void On_the_night_four_victims_were_known_of()
    {
        var report = Documented.Estimate([C1, C2]);

        Assert.Equal(Open(4, 4), report.Bounds(Harm.Killed));
        Assert.Equal(Open(8, 8), report.Bounds(Harm.Killed, VictimGroup.Everyone));
        Assert.Equal(Open(11, 11), report.Bounds(Harm.Injured));
        Assert.Equal("Counted as 8 or more; without the 4 perpetrators of the same claim, 4 or more for victims alone.", report.Part(C1.Name)[0].Explanation);
    }

    [Fact]
    public void Without_the_ministry_only_the_hospital_is_left()
    {
        var report = Documented.Estimate([.. All.Where(claim => claim.Originator != Ministry)]);

        Assert.Equal(Open(4, 4), report.Bounds(Harm.Killed));
        Assert.Equal(Open(11, 11), report.Bounds(Harm.Injured));
        Assert.Equal((1, 3), (report.CountOriginators, report.Originators));
    }

    [Fact]
    public void Two_bear_it_out_who_they_were_is_contested_and_without_the_ministry_one_is_left()
    {
        var before = Corroborated(All);
        Assert.Equal((2, true, false), (before.Originators, before.TwoIndependent.Value, before.ThreeTypes.Value));
        Assert.Equal((EvidenceGrade.Probable, EvidenceGrade.Contested, AirwarsGrade.Fair), (before.Occurrence.Value, before.CivilianStatus.Value, before.Airwars.Value));
        Assert.Equal(EvidenceGrade.Established, before.Attribution.Value);

        Claim[] flagged = [.. All.Select(claim => claim.Originator == Ministry ? claim with { Excluded = Topics.All } : claim)];
        var after = Corroborated(flagged);
        Assert.Equal((1, false), (after.Originators, after.TwoIndependent.Value));
        Assert.Equal((EvidenceGrade.Reported, AirwarsGrade.Weak), (after.Occurrence.Value, after.Airwars.Value));
        Assert.Equal(Open(4, 4), Documented.Estimate(flagged).Bounds(Harm.Killed));
        Assert.Equal(Open(11, 11), Documented.Estimate(flagged).Bounds(Harm.Injured));

        static Corroboration Corroborated(Claim[] claims) => Corroboration.Of(
            new IncidentCase
            {
                Claims = claims,
                Sources = new Dictionary<string, SourceFacts>
                {
                    [Ministry] = new("Ministry of the Interior", SourceKind.OfficialState),
                    [Hospital] = new("Emergency NGO hospital", SourceKind.MedicalFacility),
                    ["sources/defence-ministry"] = new("Ministry of Defence", SourceKind.PartyToConflict),
                },
            },
            AttributionSummary.Of([], claims));
    }

    [Fact]
    public void Responsibility_was_open_that_night_and_claimed_later()
    {
        Assert.Equal(AttributionStatus.Unattributed, AttributionSummary.Of([], [C1, C2]).Status);

        var later = AttributionSummary.Of([], All);
        Assert.Equal(AttributionStatus.ClaimedByActor, later.Status);
        Assert.Equal(C6.Name, Assert.Single(later.Statements).Claim);
    }

    private static Claim Article(int number, string publisher, string? originator, DateOnly published) => new()
    {
        Name = $"claims/{number}",
        Publisher = publisher,
        Originator = originator,
        PublishedDate = published,
        RecordedRevision = number,
    };
}

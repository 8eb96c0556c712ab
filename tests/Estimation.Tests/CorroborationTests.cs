using CsCheck;
using static Casualties.Estimation.Tests.Say;

namespace Casualties.Estimation.Tests;

/// <summary>How far what is said is borne out: four questions, each by its rule.</summary>
public sealed class CorroborationTests
{
    private static readonly Dictionary<string, SourceFacts> Sources = new()
    {
        ["hospital"] = new("Hospital", SourceKind.MedicalFacility),
        ["ministry"] = new("Ministry", SourceKind.OfficialState),
        ["governor"] = new("Governor", SourceKind.OfficialState),
        ["paper"] = new("Paper", SourceKind.NationalMedia),
        ["agency"] = new("Agency", SourceKind.NewsAgency),
        ["monitor"] = new("Monitor", SourceKind.LocalNgoMonitor),
    };

    [Fact]
    public void Nobody_says_anything() =>
        AssertGrades(Of(), EvidenceGrade.NotAssessed, EvidenceGrade.NotAssessed, EvidenceGrade.NotAssessed, AirwarsGrade.NotGraded);

    [Fact]
    public void One_source_reports_two_make_it_probable_and_three_kinds_establish_it()
    {
        var (one, two, three) = (By("ministry", 1, Eight), By("governor", 2, Eight), By("hospital", 3, Eight));
        AssertGrades(Of(one), EvidenceGrade.Reported, EvidenceGrade.Reported, EvidenceGrade.NotAssessed, AirwarsGrade.Weak);
        AssertGrades(Of(one, two), EvidenceGrade.Probable, EvidenceGrade.Probable, EvidenceGrade.NotAssessed, AirwarsGrade.Fair);
        // Officials are one kind, however many.
        AssertGrades(Of(one, two, three), EvidenceGrade.Probable, EvidenceGrade.Probable, EvidenceGrade.NotAssessed, AirwarsGrade.Fair);
        var all = Of(one, two, three, By("monitor", 4, Eight));
        AssertGrades(all, EvidenceGrade.Established, EvidenceGrade.Established, EvidenceGrade.NotAssessed, AirwarsGrade.Fair);
        Assert.Equal((4, 3, true, true), (all.Originators, all.Kinds, all.TwoIndependent.Value, all.ThreeTypes.Value));
        Assert.Equal("Figures of one harm come from 3 kinds of source; it takes three.", all.ThreeTypes.Because);
    }

    [Fact]
    public void Who_quotes_adds_nothing_and_who_names_nobody_is_no_originator()
    {
        var quoted = By("paper", 2, Eight) with { Originator = "ministry" };
        var unnamed = By("agency", 3, Eight) with { Originator = null };
        var found = Of(By("ministry", 1, Eight), quoted, unnamed, By("paper", 4, Eight) with { Copies = "claims/1" });

        Assert.Equal((1, 1, 2), (found.Originators, found.Kinds, found.Repetitions));
        AssertGrades(found, EvidenceGrade.Reported, EvidenceGrade.Reported, EvidenceGrade.NotAssessed, AirwarsGrade.Weak);
    }

    [Fact]
    public void A_denial_contests_what_two_say_and_stands_alone_as_refuted()
    {
        var denial = By("ministry", 9, Killed(CountForm.Exact, 0));
        AssertGrades(Of(denial), EvidenceGrade.Refuted, EvidenceGrade.Reported, EvidenceGrade.NotAssessed, AirwarsGrade.NotGraded);
        AssertGrades(Of(denial, By("hospital", 1, Eight)), EvidenceGrade.Contested, EvidenceGrade.Contested, EvidenceGrade.NotAssessed, AirwarsGrade.Weak);
    }

    [Fact]
    public void That_nobody_was_wounded_beside_the_dead_denies_nothing()
    {
        AssertGrades(
            Of(By("hospital", 1, Eight, Injured(CountForm.Exact, 0), Killed(CountForm.Exact, 0, Children))),
            EvidenceGrade.Reported, EvidenceGrade.Reported, EvidenceGrade.NotAssessed, AirwarsGrade.Weak);
        Assert.Equal(EvidenceGrade.NotAssessed, Of(By("hospital", 1, Injured(CountForm.Exact, 0))).Occurrence.Value);
    }

    [Fact]
    public void A_later_figure_of_a_part_is_no_later_figure_of_the_whole() =>
        Assert.Equal(EvidenceGrade.Contested, Of(By("ministry", 1, Killed(CountForm.Exact, 20)), By("ministry", 2, Killed(CountForm.Exact, 3, part: true)), By("hospital", 3, Killed(CountForm.Exact, 40))).Count.Value);

    [Fact]
    public void Figures_far_apart_are_contested_unless_the_lower_one_is_open()
    {
        Assert.Equal(EvidenceGrade.Contested, Of(By("hospital", 1, Killed(CountForm.Exact, 10)), By("ministry", 2, Killed(CountForm.Exact, 17))).Count.Value);
        Assert.Equal(EvidenceGrade.Probable, Of(By("hospital", 1, Killed(CountForm.Exact, 10)), By("ministry", 2, Killed(CountForm.Exact, 16))).Count.Value);
        Assert.Equal(EvidenceGrade.Probable, Of(By("hospital", 1, Killed(CountForm.AtLeast, 10)), By("ministry", 2, Killed(CountForm.Exact, 40))).Count.Value);
        Assert.Equal(EvidenceGrade.Reported, Of(By("hospital", 1, Words(Harm.Killed, "several")), By("ministry", 2, Killed(CountForm.Exact, 40))).Count.Value);
    }

    [Fact]
    public void Who_they_were_is_a_question_of_its_own()
    {
        var civilians = By("hospital", 1, Killed(CountForm.Exact, 8, VictimGroup.Civilians));
        var soldiers = By("ministry", 2, Killed(CountForm.Exact, 8, ArmedForces));
        Assert.Equal(EvidenceGrade.Reported, Of(civilians).CivilianStatus.Value);
        Assert.Equal(EvidenceGrade.Contested, Of(civilians, soldiers).CivilianStatus.Value);
        Assert.Equal((EvidenceGrade.Refuted, AirwarsGrade.Discounted), (Of(soldiers).CivilianStatus.Value, Of(soldiers).Airwars.Value));
        Assert.Equal(EvidenceGrade.Probable, Of(civilians, By("ministry", 2, Killed(CountForm.Exact, 8, VictimGroup.Civilians))).CivilianStatus.Value);
        // The attackers' own dead say nothing of who the victims were.
        Assert.Equal(EvidenceGrade.NotAssessed, Of(By("ministry", 1, Killed(CountForm.Exact, 4, VictimGroup.PerpetratorsOnly with { Status = CivilianStatus.Unspecified }))).CivilianStatus.Value);
    }

    [Fact]
    public void Who_did_it_is_a_question_of_its_own()
    {
        Assert.Equal(EvidenceGrade.Reported, Named(("paper", "Army", AttributionStatus.AllegedBySource)).Attribution.Value);
        Assert.Equal(EvidenceGrade.Probable, Named(("paper", "Army", AttributionStatus.AllegedBySource), ("hospital", "army", AttributionStatus.AllegedBySource)).Attribution.Value);
        Assert.Equal(EvidenceGrade.Contested, Named(("paper", "Army", AttributionStatus.AllegedBySource), ("hospital", "Rebels", AttributionStatus.AllegedBySource)).Attribution.Value);
        var claimedToo = Named(("paper", "Army", AttributionStatus.ClaimedByActor), ("ministry", "Army", AttributionStatus.Conceded));
        Assert.Equal((EvidenceGrade.Established, AirwarsGrade.Confirmed), (claimedToo.Occurrence.Value, claimedToo.Airwars.Value));
        Assert.Equal(EvidenceGrade.Reported, Of(With("paper", 1, "Army"), With("hospital", 2, "Rebels")).Attribution.Value);
        var conceded = Named(("ministry", "Army", AttributionStatus.Conceded));
        Assert.Equal((EvidenceGrade.Established, EvidenceGrade.Established, AirwarsGrade.Confirmed), (conceded.Attribution.Value, conceded.Occurrence.Value, conceded.Airwars.Value));

        static Claim With(string source, int number, string actor) =>
            By(source, number, Eight) with { Attributions = [new(actor, AttributionRole.CrossfireParty, AttributionStatus.AllegedBySource)] };

        static Corroboration Named(params (string Source, string Actor, AttributionStatus Status)[] said) => Of([.. said.Select((one, i) =>
            By(one.Source, i, Eight) with { Attributions = [new(one.Actor, AttributionRole.Perpetrator, one.Status)] })]);
    }

    [Fact]
    public void The_order_of_claims_changes_nothing_and_more_voices_never_lower_what_is_met() =>
        AnyIncident.Cases.SelectMany(incident => Gen.Shuffle(incident.Claims.ToArray()).Select(claims => (incident, claims))).Sample(pair =>
        {
            var found = Found(pair.incident);
            Assert.Equal(found.ToString(), Found(pair.incident with { Claims = pair.claims }).ToString());
            var more = Found(pair.incident.With(By("new", 99, Eight)));
            Assert.True(more.Originators >= found.Originators && more.Kinds >= found.Kinds);
            Assert.True(more.TwoIndependent.Value || !found.TwoIndependent.Value);
            Assert.True(more.ThreeTypes.Value || !found.ThreeTypes.Value);
        });

    private static CountStatement Eight => Killed(CountForm.Exact, 8);

    private static Corroboration Of(params Claim[] claims) => Found(new IncidentCase { Claims = claims, Sources = Sources });

    private static Corroboration Found(IncidentCase incident) => Corroboration.Of(incident, AttributionSummary.Of(incident.Attributions, incident.Claims));

    private static void AssertGrades(Corroboration found, EvidenceGrade occurrence, EvidenceGrade count, EvidenceGrade status, AirwarsGrade airwars) =>
        Assert.Equal((occurrence, count, status, airwars), (found.Occurrence.Value, found.Count.Value, found.CivilianStatus.Value, found.Airwars.Value));
}

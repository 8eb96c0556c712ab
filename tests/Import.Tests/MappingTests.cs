using Casualties.Counts.V1;
using Casualties.Gateway.Import;
using Casualties.Incidents.V1;
using Casualties.Type.V1;
using Google.Protobuf.WellKnownTypes;
using Google.Type;

namespace Import.Tests;

public sealed class MappingTests
{
    [Theory]
    [InlineData("exact,8,8,", CountForm.Exact, 8, 8)]
    [InlineData("exact,0,0,", CountForm.Exact, 0, 0)]
    [InlineData("about,20,20,", CountForm.About, 20, 20)]
    [InlineData("at_least,8,,", CountForm.AtLeast, 8, null)]
    [InlineData("more_than,8,,", CountForm.MoreThan, 8, null)]
    [InlineData("at_most,,8,", CountForm.AtMost, null, 8)]
    [InlineData("range,8,10,", CountForm.Range, 8, 10)]
    [InlineData("verbal,,,dozens", CountForm.Words, null, null)]
    public void A_count_keeps_its_form_and_what_is_empty_stays_unset(string cells, CountForm form, int? low, int? high)
    {
        CountStatement count = Claim($"blast-1,2,2021-08-03,Paper,Ministry,government,killed,{cells},total,,,\n").Counts[0];
        Assert.Equal(form, count.Form);
        Assert.Equal((low, high), (count.HasLow ? (int)count.Low : null, count.HasHigh ? (int)count.High : (int?)null));
        Assert.Equal(form == CountForm.Words ? "dozens" : "", count.Words);
    }

    [Fact]
    public void Groups_of_victims_are_told_apart()
    {
        Assert.Null(Victims("total"));
        Assert.Equal(new VictimGroup { Status = CivilianStatus.Civilian }, Victims("civilians"));
        Assert.Equal(new VictimGroup { Age = AgeGroup.Child }, Victims("children"));
        Assert.Equal(new VictimGroup { Sex = Sex.Female, Age = AgeGroup.Adult }, Victims("women"));
        Assert.Equal(new VictimGroup { Status = CivilianStatus.DirectlyParticipating }, Victims("combatants"));
        Assert.Equal(new VictimGroup { Perpetrators = PerpetratorScope.Only }, Victims("attackers"));
        Assert.Equal(new VictimGroup { Status = CivilianStatus.MemberOfArmedForces }, Victims("security_forces"));

        static VictimGroup? Victims(string word) =>
            Claim($"blast-1,2,2021-08-03,Paper,Ministry,government,killed,exact,1,1,,{word},,,\n").Counts[0].Victims;
    }

    [Fact]
    public void The_hour_of_publication_is_an_instant_on_the_day()
    {
        Claim claim = Claim("blast-1,2,2021-08-03T17,Paper,,,killed,exact,1,1,,total,,,\n");
        Assert.Equal(new Date { Year = 2021, Month = 8, Day = 3 }, claim.PublishedDate);
        Assert.Equal(Timestamp.FromDateTime(new System.DateTime(2021, 8, 3, 17, 0, 0, DateTimeKind.Utc)), claim.PublishedTime);
        Assert.Null(Claim("blast-1,2,2021-08-03,Paper,,,killed,exact,1,1,,total,,,\n").PublishedTime);
        Assert.Null(Claim("blast-1,2,,Paper,,,killed,exact,1,1,,total,,,\n").PublishedDate);
    }

    [Theory]
    [InlineData("unattributed,unknown")]
    [InlineData("reports (unspecified),media")]
    [InlineData(",")]
    public void A_publisher_that_does_not_say_leaves_no_originator(string cells)
    {
        SheetReading reading = Sheets.WithClaims($"blast-1,2,2021-08-03,Paper,{cells},killed,exact,1,1,,total,,,\n");
        Assert.Null(reading.Claims[1].OriginalSource);
        Assert.Equal(["Paper", "Ministry"], reading.Survey.Sources.Keys);
    }

    [Fact]
    public void A_partial_count_covers_a_part_of_the_incident()
    {
        Assert.Equal(
            CountCoverage.PartOfIncident,
            Claim("blast-1,2,2021-08-03,Paper,,,killed,exact,1,1,,total,,,first blast; partial count\n").Counts[0].Coverage);
        Assert.Equal(CountCoverage.Unspecified, Claim("blast-1,2,2021-08-03,Paper,,,killed,exact,1,1,,total,,,\n").Counts[0].Coverage);
    }

    [Fact]
    public void Copies_and_names_follow_from_the_keys()
    {
        SheetReading reading = Sheets.WithClaims("blast-1,2,2021-08-03,Paper,,,killed,exact,1,1,,total,1,,\n");
        ClaimEntry entry = ClaimSheetMapping.ToEntry(reading.Claims[1], "paper", "ministry");
        Assert.Equal("blast-1-2", entry.ClaimId);
        Assert.Equal(("incidents/blast-1", "claims/blast-1-1"), (entry.Claim.Incident, entry.Claim.Copies));
        Assert.Equal(("sources/paper", "sources/ministry"), (entry.Claim.Publisher, entry.Claim.Originator));
    }

    [Theory]
    [InlineData("suicide_ied", Tactic.SuicideAttack)]
    [InlineData("vehicle_ied", Tactic.IedNonSuicide)]
    [InlineData("roadside_ied", Tactic.IedNonSuicide)]
    [InlineData("airstrike", Tactic.AirstrikeManned)]
    [InlineData("drone_strike", Tactic.DroneStrike)]
    [InlineData("complex_attack", Tactic.ComplexAttack)]
    [InlineData("execution", Tactic.Execution)]
    [InlineData("ground_engagement", Tactic.GroundEngagement)]
    [InlineData("indirect_fire", Tactic.ShellingArtilleryRocket)]
    [InlineData("targeted_killing", Tactic.TargetedKilling)]
    [InlineData("", Tactic.Unspecified)]
    public void Event_types_are_tactics(string word, Tactic tactic) =>
        Assert.Equal(tactic, Incident($"b,A blast,2021-08-03,,,,,,,,{word},,,\n").Tactic);

    [Theory]
    [InlineData("exact", LocationPrecision.ExactCoordinate)]
    [InlineData("settlement", LocationPrecision.Settlement)]
    [InlineData("district", LocationPrecision.Adm2)]
    [InlineData("province", LocationPrecision.Adm1)]
    [InlineData("country", LocationPrecision.Country)]
    public void A_location_carries_its_precision(string word, LocationPrecision precision)
    {
        Place place = Incident($"b,A blast,2021-08-03,,AFG,Kabul,Kabul city,-34.5,69.1,{word},,,,\n").Place;
        Assert.Equal(new LatLng { Latitude = -34.5, Longitude = 69.1 }, place.Location);
        Assert.Equal(("Kabul city", "AFG", "Kabul", precision), (place.Name, place.Country, place.Admin1, place.Precision));
    }

    [Fact]
    public void An_incident_of_which_little_is_known_says_no_more()
    {
        Incident incident = Incident("b,A blast,2021-08-03,,,,,,,,,,,\n");
        Assert.Equal(
            new Incident
            {
                Title = "A blast",
                EventTime = new EventTime { StartDate = new Date { Year = 2021, Month = 8, Day = 3 } },
                ExternalIds = { new ExternalId { Scheme = ExternalIdScheme.ClaimSheet, Value = "b" } },
            },
            incident);
    }

    private static Claim Claim(string row)
    {
        SheetReading reading = Sheets.WithClaims(row);
        Assert.Equal(0, reading.Quarantine.Count);
        return ClaimSheetMapping.ToEntry(reading.Claims[1], "paper", null).Claim;
    }

    private static Incident Incident(string row)
    {
        SheetReading reading = Sheets.Read(Sheets.Of(Sheets.IncidentHeader + row, Sheets.ClaimHeader));
        Assert.Equal(0, reading.Quarantine.Count);
        return ClaimSheetMapping.ToEntry(Assert.Single(reading.Incidents)).Incident;
    }
}

using System.Reflection;
using CsCheck;

namespace Casualties.Estimation.Tests;

/// <summary>Cases that are estimated alike are known by their parts, and none of the parts is forgotten.</summary>
public sealed class LikeCaseTests
{
    private static readonly DateTimeOffset Noon = new(2021, 8, 4, 12, 0, 0, TimeSpan.Zero);

    // Of everything something, so that every field of every part can be changed.
    private static readonly Claim Full = new()
    {
        Name = "claims/full",
        Publisher = "p",
        Originator = "a",
        PublishedDate = new(2021, 8, 4),
        PublishedTime = Noon,
        RecordedRevision = 50,
        Copies = "claims/elsewhere",
        Credibility = InformationCredibility.ProbablyTrue,
        Statements = [new(Harm.Killed, VictimGroup.Civilians, CountForm.Range, 2, 5, "a few")],
        Attributions = [new("Army", AttributionRole.Perpetrator, AttributionStatus.AllegedBySource)],
    };

    private static readonly Gen<IncidentCase> Cases = AnyIncident.Cases.Select(incident => incident.With(Full) with
    {
        Attributions = [.. incident.Attributions, new("Rebels", AttributionRole.Perpetrator, AttributionStatus.InferredByRecorder)],
        Sources = new Dictionary<string, SourceFacts>(incident.Sources) { ["full"] = new("Hospital", SourceKind.MedicalFacility, ReliabilityGrade.B, ReliabilityGrade.C) },
    });

    [Fact]
    public void The_same_claims_in_another_list_recorded_at_other_revisions_in_the_same_order_are_the_same_case() =>
        Cases.SelectMany(incident => Gen.Shuffle(incident.Claims.ToArray()).Select(claims => (incident, Retold(incident, claims, claim => (claim.RecordedRevision * 7) + 3))))
            .Sample(pair => Assert.True(pair.incident.IsEstimatedLike(pair.Item2)));

    [Fact]
    public void Cases_that_are_alike_are_estimated_alike_to_the_last_bit() =>
        Gen.Select(Cases, AnyIncident.AnyPolicy, Gen.Int[1, 4]).Sample((incident, policy, divisor) =>
        {
            // Claims that were recorded apart may now have been recorded at once, and then follow their names.
            var other = Retold(incident, incident.Claims.Reverse(), claim => claim.RecordedRevision / divisor);
            if (!incident.IsEstimatedLike(other))
                return;
            Assert.Equal(EstimateText.Of(policy.Estimate(incident)), EstimateText.Of(policy.Estimate(other)));
            Assert.Equal(Text(AttributionSummary.Of(incident.Attributions, incident.Claims)), Text(AttributionSummary.Of(other.Attributions, other.Claims)));
        });

    [Fact]
    public void Claims_published_together_and_recorded_the_other_way_round_are_another_case()
    {
        var (first, second) = (Full, Full with { Name = "claims/other", RecordedRevision = 51 });

        Assert.True(Case(first, second).IsEstimatedLike(Case(first, second with { RecordedRevision = 70 })));
        Assert.False(Case(first, second).IsEstimatedLike(Case(first, second with { RecordedRevision = 49 })));

        static IncidentCase Case(params Claim[] claims) => new() { Claims = claims };
    }

    [Fact]
    public void A_case_with_one_claim_more_is_another() =>
        Cases.Sample(incident => AssertAnother(incident, incident.With(Full with { Name = "claims/more" })));

    [Fact]
    public void A_case_that_differs_in_any_one_field_is_another() =>
        Cases.Sample(incident =>
        {
            foreach (var changed in Changed(incident))
                AssertAnother(incident, changed);
            foreach (var claim in Changed(Full).Where(claim => claim.RecordedRevision == Full.RecordedRevision))
                AssertAnother(incident, Instead(claim));
            foreach (var statement in Changed(Full.Statements[0]))
                AssertAnother(incident, Instead(Full with { Statements = [statement] }));
            foreach (var attribution in Changed(Full.Attributions[0]))
                AssertAnother(incident, Instead(Full with { Attributions = [attribution] }));
            foreach (var attribution in Changed(incident.Attributions[^1]))
                AssertAnother(incident, incident with { Attributions = [.. incident.Attributions.SkipLast(1), attribution] });
            foreach (var facts in Changed(incident.Sources["full"]))
                AssertAnother(incident, incident with { Sources = new Dictionary<string, SourceFacts>(incident.Sources) { ["full"] = facts } });

            IncidentCase Instead(Claim claim) => incident with { Claims = [.. incident.Claims.SkipLast(1), claim] };
        });

    private static void AssertAnother(IncidentCase incident, IncidentCase other)
    {
        Assert.False(incident.IsEstimatedLike(other), $"Taken for the same: {other}");
        Assert.False(other.IsEstimatedLike(incident), $"Taken for the same the other way round: {other}");
    }

    // Nothing is the same object but the calibration.
    private static IncidentCase Retold(IncidentCase incident, IEnumerable<Claim> claims, Func<Claim, long> revision) => new()
    {
        Claims = [.. claims.Select(claim => claim with
        {
            RecordedRevision = revision(claim),
            Statements = [.. claim.Statements.Select(statement => statement with { })],
            Attributions = [.. claim.Attributions.Select(attribution => attribution with { })],
        })],
        LastDay = incident.LastDay,
        Attributions = [.. incident.Attributions.Select(attribution => attribution with { })],
        Sources = incident.Sources.Reverse().ToDictionary(source => source.Key, source => source.Value with { }),
        Calibration = incident.Calibration,
    };

    private static string Text(AttributionSummary summary) => $"{summary.Status}: {string.Join("; ", summary.Statements)}";

    // The record once for each of its fields, with another value there. By reflection: a field that is added later is changed too.
    private static IEnumerable<T> Changed<T>(T record)
        where T : class
    {
        foreach (var property in typeof(T).GetProperties().Where(property => property.SetMethod is not null))
        {
            var changed = (T)typeof(T).GetMethod("<Clone>$")!.Invoke(record, null)!;
            property.SetValue(changed, Another(property, property.GetValue(record)));
            yield return changed;
        }
    }

    private static object? Another(PropertyInfo property, object? value) => value switch
    {
        string text => $"{text}, too",
        bool flag => !flag,
        long number => number + 1,
        DateOnly day => day.AddDays(-1),
        DateTimeOffset time => time.AddHours(-1),
        Enum one => Enum.ToObject(one.GetType(), Convert.ToInt32(one, provider: null) + 1),
        VictimGroup group => group with { Sex = group.Sex == Sex.Female ? Sex.Male : Sex.Female },
        IReadOnlyList<Claim> or IReadOnlyList<CountStatement> or IReadOnlyList<Attribution> => Array.CreateInstance(property.PropertyType.GenericTypeArguments[0], 0),
        IReadOnlyDictionary<string, SourceFacts> => new Dictionary<string, SourceFacts>(),
        Calibration => null,
        null when property.PropertyType == typeof(DateOnly?) => new DateOnly(2021, 8, 3),
        null when property.PropertyType == typeof(Calibration) =>
            new Calibration("calibrations/other", new Dictionary<SourceInRelation, TrackRecord>(), new Dictionary<KindInRelation, SourceParameters>(), ModelParameters.Default, null),
        _ => throw new InvalidOperationException($"Say what is another value of {property.DeclaringType}.{property.Name}."),
    };
}

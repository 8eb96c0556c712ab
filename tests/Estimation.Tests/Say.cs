using Casualties.Estimation;

namespace Casualties.Estimation.Tests;

/// <summary>Short ways to write claims down.</summary>
internal static class Say
{
    public static readonly Policy Documented = Policies.DocumentedBounds;

    /// <summary>Estimates from claims alone.</summary>
    public static IncidentEstimate Estimate(this Policy policy, IReadOnlyList<Claim> claims) => policy.Estimate(new IncidentCase { Claims = claims });

    public static readonly VictimGroup Children = new(Age: AgeGroup.Child);
    public static readonly VictimGroup ArmedForces = new(Status: CivilianStatus.MemberOfArmedForces);

    public static CountStatement Killed(CountForm form, long number, VictimGroup victims = default, bool part = false) =>
        Count(Harm.Killed, form, number, victims, part);

    public static CountStatement Injured(CountForm form, long number, VictimGroup victims = default, bool part = false) =>
        Count(Harm.Injured, form, number, victims, part);

    public static CountStatement Count(Harm harm, CountForm form, long number, VictimGroup victims, bool part = false) => new(
        harm,
        victims,
        form,
        Low: form is CountForm.AtMost or CountForm.Words or CountForm.Unknown ? null : number,
        High: form is CountForm.Exact or CountForm.About or CountForm.AtMost or CountForm.Range ? number : null,
        PartOfIncident: part);

    public static CountStatement Range(Harm harm, long low, long high) => new(harm, default, CountForm.Range, low, high);

    public static CountStatement Words(Harm harm, string words, VictimGroup victims = default) =>
        new(harm, victims, CountForm.Words, Low: null, High: null, words);

    /// <summary>A live claim whose originator is the publisher; recorded in the order of its number.</summary>
    public static Claim By(string source, int number, params IReadOnlyList<CountStatement> statements) => new()
    {
        Name = $"claims/{number}",
        Publisher = source,
        Originator = source,
        PublishedDate = new(2021, 8, 3),
        RecordedRevision = number,
        Statements = statements,
    };

    public static Estimate? Find(this IncidentEstimate estimate, Harm harm, VictimGroup victims) =>
        estimate.Estimates.SingleOrDefault(found => found.Harm == harm && found.Victims == victims.Canonical());

    public static DocumentedBounds Bounds(this IncidentEstimate estimate, Harm harm, VictimGroup victims = default) =>
        Assert.IsType<Estimate>(estimate.Find(harm, victims)).Bounds;

    public static IReadOnlyList<StatementUse> Uses(this IncidentEstimate estimate, string claim) =>
        [.. estimate.Part(claim).Select(part => part.Use)];

    public static IReadOnlyList<StatementPart> Part(this IncidentEstimate estimate, string claim) =>
        estimate.Claims.Single(part => part.Claim.Name == claim).Statements;

    public static DocumentedBounds Closed(long? low, long? high) => new(low, high, OpenAbove: false);

    public static DocumentedBounds Open(long? low, long? high) => new(low, high, OpenAbove: true);
}

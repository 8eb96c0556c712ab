using CsCheck;

namespace Casualties.Estimation.Tests;

/// <summary>Claims are found that say again what another publisher said shortly before.</summary>
public sealed class CircularReportingTests
{
    private static readonly HashSet<(string, string)> Undecided = [];

    [Fact]
    public void What_is_found_says_nothing_new_and_names_nobody_else() => AnyClaims.Incidents.Sample(claims =>
    {
        var byName = claims.ToDictionary(claim => claim.Name);
        foreach (var found in CircularReporting.Find(claims, Undecided))
        {
            var (claim, original) = (byName[found.Claim], byName[found.Original]);
            Assert.Equal((ClaimState.Live, ClaimState.Live), (claim.State, original.State));
            Assert.False(claim.IsCopy);
            Assert.NotEqual(claim.Publisher, original.Publisher);
            Assert.NotEqual(claim.Publisher, original.Voice);
            Assert.True(claim.Originator is null || claim.Originator == original.Originator);
            Assert.InRange((At(claim)!.Value - At(original)!.Value).TotalHours, 0, 72);
            var figures = Figures(claim);
            Assert.NotEmpty(figures);
            Assert.Subset(Figures(original), figures);
        }
    });

    [Fact]
    public void The_order_in_which_claims_are_given_makes_no_difference() => AnyClaims.Incidents.Sample(claims =>
        Assert.Equal(CircularReporting.Find(claims, Undecided), CircularReporting.Find([.. claims.Reverse()], Undecided)));

    [Fact]
    public void A_pair_that_was_decided_is_not_found_again_and_others_are_found_as_before() => AnyClaims.Incidents.Sample(claims =>
    {
        var before = CircularReporting.Find(claims, Undecided);
        if (before.Count == 0)
            return;
        var after = CircularReporting.Find(claims, new HashSet<(string, string)> { (before[0].Claim, before[0].Original) });
        Assert.DoesNotContain(after, one => (one.Claim, one.Original) == (before[0].Claim, before[0].Original));
        Assert.Equal(before.Skip(1), after.Where(one => one.Claim != before[0].Claim));
    });

    [Fact]
    public void A_repetition_that_is_added_is_found() => AnyClaims.Incidents.Sample(claims =>
    {
        var quoted = Array.Find(claims, claim => claim.State == ClaimState.Live && At(claim) is not null && Figures(claim).Count > 0);
        if (quoted is null)
            return;
        var copy = quoted with { Name = "claims/copy", Publisher = "somebody else", Originator = null, RecordedRevision = 1000, Copies = null, IsRepetition = false };
        Assert.Contains(CircularReporting.Find([.. claims, copy], Undecided), one => one.Claim == copy.Name);
    });

    // A day stands for its end.
    private static DateTimeOffset? At(Claim claim) => claim.PublishedTime
        ?? (claim.PublishedDate is { } day ? new DateTimeOffset(day.ToDateTime(TimeOnly.MaxValue), TimeSpan.Zero) : null);

    // "More than eight" is at least nine.
    private static HashSet<(Harm, VictimGroup, bool, long?, long?)> Figures(Claim claim) =>
    [
        .. from statement in claim.Statements
           where statement.Form <= CountForm.About && !(statement is { Form: CountForm.AtMost, PartOfIncident: true })
           let low = statement.Form == CountForm.MoreThan ? statement.Low + 1 : statement.Low
           select (statement.Harm, statement.Victims.Canonical(), statement.PartOfIncident, low, statement.High ?? low),
    ];
}

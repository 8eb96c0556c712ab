namespace Architecture.Tests;

/// <summary>The tree keeps the rules of the house.</summary>
public sealed class HouseTests
{
    private static readonly Lazy<Tree> Repository = new(Tree.ReadRepository);

    public static TheoryData<string> Titles => [.. HouseRules.All.Select(rule => rule.Title)];

    [Theory]
    [MemberData(nameof(Titles))]
    public void The_tree_keeps_the_rule(string title) =>
        Assert.Empty(HouseRules.All.Single(rule => rule.Title == title).Find(Repository.Value));

    // A rule about a folder that is not there would hold whatever happens.
    [Theory]
    [InlineData("protos")]
    [InlineData("services/Storage")]
    [InlineData("services/Hosting")]
    [InlineData("services/Incidents")]
    [InlineData("services/Counts")]
    [InlineData("services/Sources")]
    [InlineData("gateway/Estimation")]
    [InlineData("gateway/Embedded")]
    [InlineData("gateway/Import")]
    [InlineData("gateway/Proxy")]
    [InlineData("gateway/Reports")]
    public void The_room_is_there(string folder) =>
        Assert.Contains(Repository.Value.In(folder), file => file.IsCode);
}

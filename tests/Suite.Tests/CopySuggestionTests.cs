using Casualties.Counts.V1;
using Casualties.Type.V1;
using Google.Protobuf.WellKnownTypes;
using static Casualties.Tests.Shared.Some;
using static Casualties.Tests.Shared.Reviewing;

namespace Suite.Tests;

/// <summary>Claims that seem to repeat another one are suggested until somebody decides.</summary>
public sealed class CopySuggestionTests : SuiteTest
{
    [Fact]
    public async Task What_another_publisher_says_again_without_naming_anyone_is_suggested_until_it_is_decided()
    {
        var suite = await StartAsync();
        var incident = (await suite.CreateAsync(Incident())).Name;
        var first = await RecordAsync("agency", "ministry", 3);
        var same = await RecordAsync("newspaper", "ministry", 4);
        var nameless = await RecordAsync("radio", "", 5);
        await RecordAsync("ministry", "ministry", 4);
        await RecordAsync("hospital", "hospital", 4);
        await RecordAsync("late", "", 9);
        await suite.RecordAsync(Claim(incident, "sources/undated", "").With(one => one.PublishedDate = null));
        await suite.RecordAsync(Claim(incident, "sources/more", "", Exactly(8), Exactly(20, HarmType.Injured)).With(one => one.PublishedDate = Day(2021, 8, 4)));
        await suite.RecordAsync(Claim(incident, "sources/known", "").With(one => (one.PublishedDate, one.Copies) = (Day(2021, 8, 4), first.Name)));

        var found = await suite.SuggestionsAsync();
        Assert.Equal(
            [(same.Name, first.Name), (nameless.Name, first.Name)],
            found.Suggestions.OrderBy(one => one.Claim == nameless.Name).Select(one => (one.Claim, one.Original)));
        Assert.Equal(2, found.SuggestionCount);
        var ofNameless = found.Suggestions.Single(one => one.Claim == nameless.Name);
        Assert.Equal("The same figure stood in a claim of another publisher 2 days before, and this one does not say where it has it from.", ofNameless.Because);
        Assert.Equal(incident, ofNameless.Incident);
        Assert.Equal(nameless.Name, Assert.Single((await suite.SuggestionsAsync(source: "sources/radio")).Suggestions).Claim);
        Assert.Empty((await suite.SuggestionsAsync("incidents/none")).Suggestions);

        await suite.JudgeCopyAsync(nameless.Name, first.Name, CopyVerdict.Copy);
        Assert.Equal(same.Name, Assert.Single((await suite.SuggestionsAsync()).Suggestions).Claim);
        // Independent of the first, it may still have it from the second.
        await suite.JudgeCopyAsync(same.Name, first.Name, CopyVerdict.Independent);
        Assert.Empty((await suite.SuggestionsAsync()).Suggestions);

        Task<Claim> RecordAsync(string publisher, string originator, int day) => suite.RecordAsync(
            Claim(incident, $"sources/{publisher}", originator.Length > 0 ? $"sources/{originator}" : "").With(one => one.PublishedDate = Day(2021, 8, day)));
    }

    [Fact]
    public async Task Where_hours_are_known_they_count()
    {
        var suite = await StartAsync();
        var incident = (await suite.CreateAsync(Incident())).Name;
        var first = await RecordAsync("agency", 0);
        var within = await RecordAsync("newspaper", 72);
        await RecordAsync("radio", 73);

        // Of the last one, the second stood an hour before.
        var found = (await suite.SuggestionsAsync()).Suggestions;
        Assert.Equal([first.Name, within.Name], found.Select(one => one.Original).Order(StringComparer.Ordinal));
        Assert.Contains(found, one => one.Because.Contains(" 72 hours before", StringComparison.Ordinal));

        Task<Claim> RecordAsync(string publisher, int hours) => suite.RecordAsync(Claim(incident, $"sources/{publisher}", "sources/ministry").With(one =>
        {
            one.PublishedTime = Timestamp.FromDateTime(new DateTime(2021, 8, 3, 6, 0, 0, DateTimeKind.Utc).AddHours(hours));
            var day = one.PublishedTime.ToDateTime();
            one.PublishedDate = Day(day.Year, day.Month, day.Day);
        }));
    }

    [Fact]
    public async Task On_the_sample_what_is_accepted_or_rejected_is_gone()
    {
        var suite = await StartAsync();
        await suite.ImportSampleAsync();
        var claims = await suite.AllClaimsAsync();
        var found = (await suite.SuggestionsAsync()).Suggestions;
        Assert.NotEmpty(found);
        Assert.Equal(found.OrderByDescending(one => one.People).ThenBy(one => one.Claim, StringComparer.Ordinal), found);
        Assert.All(found, one =>
        {
            var (claim, original) = (claims[one.Claim], claims[one.Original]);
            Assert.Equal((one.Incident, one.Incident), (claim.Incident, original.Incident));
            Assert.NotEqual(claim.Publisher, original.Publisher);
            Assert.Contains(claim.Originator, new[] { "", original.Originator });
            Assert.False(claim.IsRepetition);
        });

        await suite.JudgeCopyAsync(found[0].Claim, found[0].Original, CopyVerdict.Copy);
        await suite.JudgeCopyAsync(found[1].Claim, found[1].Original, CopyVerdict.Independent);
        var left = (await suite.SuggestionsAsync()).Suggestions.Select(one => (one.Claim, one.Original)).ToList();
        Assert.DoesNotContain(found[0].Claim, left.Select(one => one.Claim));
        Assert.DoesNotContain((found[1].Claim, found[1].Original), left);
        Assert.Equal(2, (await suite.SuggestionsAsync(pageSize: 2)).Suggestions.Count);
    }
}

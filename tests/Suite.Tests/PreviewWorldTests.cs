using Casualties.Type.V1;
using CsCheck;

namespace Suite.Tests;

/// <summary>Whatever is decided of whatever record: what was shown before is what every report and every total then says, for every audience.</summary>
public sealed class PreviewWorldTests : SuiteTest
{
    [Fact]
    public async Task What_is_shown_is_what_comes()
    {
        var suite = await StartAsync(args: "--Limits:CallsPerSecond=0");
        var world = await DecidedWorld.RecordAsync(suite);
        await Chance.Any.SampleAsync(
            async chance =>
            {
                var (audience, policy) = chance.ViewOf(Audience.Public, Audience.Partner, Audience.Restricted);
                var (reports, totals) = (await suite.ReportsAsync(audience, policy), await suite.TotalsAsync(audience, policy));
                var decision = world.DecisionOf(chance);
                var shown = await decision.ShowAsync(audience, policy);
                await decision.MakeAsync();
                shown.AssertExact(reports, await suite.ReportsAsync(audience, policy));
                Assert.Equal(totals, shown.Summary.TotalsBefore);
                Assert.Equal(await suite.TotalsAsync(audience, policy), shown.Summary.TotalsAfter);
            },
            iter: 40,
            threads: 1);
    }
}

using Casualties.Counts.V1;
using Casualties.Gateway.Import;
using Casualties.Incidents.V1;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Grpc.Core;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary>What reviewers read, in one line each.</summary>
internal static class ReviewReads
{
    /// <summary>What a reviewer asks the gateway.</summary>
    public static ReviewService.ReviewServiceClient Reviews(this RunningSuite suite, string reviewer = "reviewer") => new(suite.As(Reviewing.Reviewer(reviewer)));

    /// <summary>What waits, as of all that was recorded.</summary>
    public static async Task<ListReviewItemsResponse> ItemsAsync(this RunningSuite suite, ReviewItemKind kind = default, long minPeople = 0, int pageSize = 1000) =>
        await suite.Reviews().ListReviewItemsAsync(
            new ListReviewItemsRequest { Kind = kind, MinPeople = minPeople, PageSize = pageSize, MinRevisions = await suite.NewestAsync() });

    /// <summary>What seems to be copied, as of all that was recorded.</summary>
    public static async Task<ListCopySuggestionsResponse> SuggestionsAsync(this RunningSuite suite, string incident = "", string source = "", int pageSize = 1000) =>
        await suite.Reviews().ListCopySuggestionsAsync(
            new ListCopySuggestionsRequest { Incident = incident, Source = source, PageSize = pageSize, MinRevisions = await suite.NewestAsync() });

    /// <summary>Imports the sample that the project ships.</summary>
    public static async Task ImportSampleAsync(this RunningSuite suite)
    {
        var sheet = ClaimSheet.In(Path.Combine(AppContext.BaseDirectory, "Sample", "afghanistan-2020-2021"));
        await new ClaimSheetImport(suite.Invoker, Audience.Public).RunAsync(sheet, new QuarantineReport(), progress: null, TestContext.Current.CancellationToken);
    }

    /// <summary>Every report, as those see it who may see every record.</summary>
    public static async Task<List<IncidentReport>> AllReportsAsync(this RunningSuite suite)
    {
        var all = new List<IncidentReport>();
        using var listing = suite.Reports.ListIncidentReports(new ListIncidentReportsRequest { MinRevisions = await suite.NewestAsync() });
        await foreach (var response in listing.ResponseStream.ReadAllAsync())
            all.AddRange(response.Reports);
        return all;
    }

    /// <summary>Every claim about incidents.</summary>
    public static async Task<Dictionary<string, Claim>> AllClaimsAsync(this RunningSuite suite)
    {
        var all = new Dictionary<string, Claim>();
        var request = new ListClaimsRequest { PageSize = 1000 };
        do
        {
            var page = await suite.Claims.ListClaimsAsync(request);
            foreach (var claim in page.Claims)
                all.Add(claim.Name, claim);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return all;
    }
}

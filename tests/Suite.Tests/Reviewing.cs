using Casualties.Counts.V1;
using Casualties.Gateway.Import;
using Casualties.Hosting;
using Casualties.Incidents.V1;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Grpc.Core;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary>What reviewers do, in one line each.</summary>
internal static class Reviewing
{
    /// <summary>Who did not record what is reviewed, and raised no flag.</summary>
    public static Caller Reviewer { get; } = new("reviewer", RoleSet.Of(Role.Reader, Role.Reviewer), Audience.Restricted);

    /// <summary>A second one.</summary>
    public static Caller Other { get; } = Reviewer with { Subject = "other" };

    public static ReviewService.ReviewServiceClient ReviewsAs(this RunningSuite suite, Caller caller) => new(suite.As(caller));

    public static Flag Flag(FlagEffect effect = FlagEffect.ExcludeFromCount) => new()
    {
        Reason = FlagReason.Fabrication, Severity = FlagSeverity.High, Effect = effect, Rationale = "Pictures are of another day.",
    };

    public static async Task<Source> FlagAsync(this RunningSuite suite, Source record, Flag flag) =>
        await suite.Sources.FlagSourceAsync(new FlagSourceRequest { Name = record.Name, Etag = record.Etag, Flag = flag, RequestId = NewRequestId() });

    public static async Task<Claim> FlagAsync(this RunningSuite suite, Claim record, Flag flag) =>
        await suite.Claims.FlagClaimAsync(new FlagClaimRequest { Name = record.Name, Etag = record.Etag, Flag = flag, RequestId = NewRequestId() });

    public static async Task<Incident> FlagAsync(this RunningSuite suite, Incident record, Flag flag) =>
        await suite.Incidents.FlagIncidentAsync(new FlagIncidentRequest { Name = record.Name, Etag = record.Etag, Flag = flag, RequestId = NewRequestId() });

    public static async Task<Source> DecideAsync(this RunningSuite suite, Source record, FlagState state, Caller? by = null) =>
        await new SourceService.SourceServiceClient(suite.As(by ?? Reviewer)).DecideSourceFlagAsync(
            new DecideSourceFlagRequest { Name = record.Name, Etag = record.Etag, FlagId = record.Flags[^1].Id, State = state, Rationale = "Seen.", RequestId = NewRequestId() });

    public static async Task<Claim> DecideAsync(this RunningSuite suite, Claim record, FlagState state, Caller? by = null) =>
        await new ClaimService.ClaimServiceClient(suite.As(by ?? Reviewer)).DecideClaimFlagAsync(
            new DecideClaimFlagRequest { Name = record.Name, Etag = record.Etag, FlagId = record.Flags[^1].Id, State = state, Rationale = "Seen.", RequestId = NewRequestId() });

    public static async Task<Incident> DecideAsync(this RunningSuite suite, Incident record, FlagState state, Caller? by = null) =>
        await new IncidentService.IncidentServiceClient(suite.As(by ?? Reviewer)).DecideIncidentFlagAsync(
            new DecideIncidentFlagRequest { Name = record.Name, Etag = record.Etag, FlagId = record.Flags[^1].Id, State = state, Rationale = "Seen.", RequestId = NewRequestId() });

    public static async Task<Claim> JudgeAsync(this RunningSuite suite, string claim, string original, CopyVerdict verdict) =>
        await new ClaimService.ClaimServiceClient(suite.As(Reviewer)).JudgeClaimCopyAsync(new JudgeClaimCopyRequest
        {
            Name = claim,
            Etag = (await suite.Claims.GetClaimAsync(new GetClaimRequest { Name = claim })).Etag,
            Judgement = new CopyJudgement { Original = original, Verdict = verdict, Rationale = "Read both." },
            RequestId = NewRequestId(),
        });

    public static async Task<ListReviewItemsResponse> ItemsAsync(this RunningSuite suite, ReviewItemKind kind = default, long minPeople = 0, int pageSize = 1000) =>
        await suite.ReviewsAs(Reviewer).ListReviewItemsAsync(
            new ListReviewItemsRequest { Kind = kind, MinPeople = minPeople, PageSize = pageSize, MinRevisions = await suite.NewestAsync() });

    public static async Task<ListCopySuggestionsResponse> SuggestionsAsync(this RunningSuite suite, string incident = "", string source = "", int pageSize = 1000) =>
        await suite.ReviewsAs(Reviewer).ListCopySuggestionsAsync(
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

using Casualties.Gateway.Reports;
using Casualties.Hosting;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using Policy = Casualties.Estimation.Policy;

namespace Casualties.Gateway.Reviews;

/// <summary>What a preview is asked for.</summary>
/// <param name="Decision">The decision.</param>
/// <param name="Policy">The policy.</param>
/// <param name="Audience">For whom the reports are made. Only callers who see every record may ask: none is above theirs.</param>
/// <param name="MinRevisions">Revisions to wait for; null for none.</param>
internal sealed record PreviewOrder(SupposedDecision Decision, Policy Policy, Audience Audience, SuiteRevisions? MinRevisions)
{
    /// <summary>Over which incidents totals are made; null: none are.</summary>
    public IncidentFilter? Totals { get; private init; }

    /// <summary>The fields by which incidents are searched for totals.</summary>
    public IEnumerable<string> SearchFields { get; private init; } = [];

    public static PreviewOrder Of(PreviewFlagRequest request) =>
        new PreviewOrder(DecisionOf(request), PolicyRequests.Find(request.Policy), AudienceOf(request.Audience), request.MinRevisions)
            .WithTotals(request.WithTotals, request.Country, request.StartDateFrom, request.StartDateBefore);

    public static PreviewOrder Of(PreviewRatingRequest request) =>
        new PreviewOrder(SupposedDecision.Rating(request.Name, request.Grade, request.Scope), PolicyRequests.Find(request.Policy), AudienceOf(request.Audience), request.MinRevisions)
            .WithTotals(request.WithTotals, request.Country, request.StartDateFrom, request.StartDateBefore);

    /// <summary>Who sees the reports. Pseudonyms are those of the caller's own organisation.</summary>
    public Viewer ViewerOf(Caller caller) => Viewer.Of(caller with { Audience = Audience });

    private static SupposedDecision DecisionOf(PreviewFlagRequest request) => request.FlagId.Length > 0
        ? SupposedDecision.OfFlag(request.Name, request.FlagId, request.State == FlagState.Unspecified ? FlagState.Upheld : request.State)
        : SupposedDecision.NewFlag(request.Name, request.Effect == FlagEffect.Unspecified ? FlagEffect.ExcludeFromCount : request.Effect, request.Scope);

    private static Audience AudienceOf(Audience asked) => asked == Audience.Unspecified ? Audience.Restricted : asked;

    private PreviewOrder WithTotals(bool wanted, string country, Google.Type.Date? from, Google.Type.Date? before) => wanted
        ? this with { Totals = IncidentFilter.Of(country, from, before), SearchFields = ReportSearch.FieldsOf(country, from, before) }
        : this;
}

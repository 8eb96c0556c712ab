using Casualties.Gateway.Reports;
using Casualties.Hosting;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Grpc.Core;

namespace Casualties.Gateway.Reviews;

internal sealed partial class ReviewRpc
{
    /// <inheritdoc/>
    public override async Task<ListSourceLinksResponse> ListSourceLinks(ListSourceLinksRequest request, ServerCallContext context) =>
        await ReadAsync(request.MinRevisions, rows =>
        {
            var found = rows.Links(request.Name, Limit(request.PageSize));
            var records = new ShownRecords(rows, found.SelectMany(link => new[] { link.Publisher, link.Originator }).Append(request.Name), context);
            return records[request.Name] is Source
                ? new ListSourceLinksResponse
                {
                    Links = { found.Select(link => LinkOf(link, records)) },
                    LinkCount = (int)(found.FirstOrDefault()?.Total ?? 0),
                }
                : null;
        }, context) ?? throw MissingSource(request.Name);

    /// <inheritdoc/>
    public override Task<ListCopySuggestionsResponse> ListCopySuggestions(ListCopySuggestionsRequest request, ServerCallContext context)
    {
        context.NoteSearch(FieldsOf(request));
        return ReadAsync(request.MinRevisions, rows =>
        {
            var found = rows.Suggestions(request.Incident, request.Source, Limit(request.PageSize));
            _ = new ShownRecords(rows, found.SelectMany(one => new[] { one.Claim, one.Original }), context);
            return new ListCopySuggestionsResponse
            {
                Suggestions =
                {
                    found.Select(one => new CopySuggestion { Claim = one.Claim, Original = one.Original, Incident = one.Incident, Because = one.Because, People = one.People }),
                },
                SuggestionCount = (int)(found.FirstOrDefault()?.Total ?? 0),
            };
        }, context);
    }

    private static SourceLink LinkOf(LinkRow link, ShownRecords records) => new()
    {
        Publisher = link.Publisher,
        PublisherDisplayName = records.DisplayName(link.Publisher),
        Originator = link.Originator,
        OriginatorDisplayName = records.DisplayName(link.Originator),
        ClaimCount = (int)link.Claims,
        IncidentCount = (int)link.Incidents,
        CopiedCount = (int)link.Copied,
    };

    private static IEnumerable<string> FieldsOf(ListCopySuggestionsRequest request)
    {
        if (request.Incident.Length > 0)
            yield return "incident";
        if (request.Source.Length > 0)
            yield return "source";
    }
}

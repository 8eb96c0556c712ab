using Casualties.Gateway.Reports;
using Casualties.Hosting;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Casualties.Gateway.Reviews;

internal sealed partial class ReviewRpc
{
    /// <inheritdoc/>
    public override Task<ListReviewItemsResponse> ListReviewItems(ListReviewItemsRequest request, ServerCallContext context)
    {
        if (request.Kind != ReviewItemKind.Unspecified)
            context.NoteSearch("kind");
        return ReadAsync(request.MinRevisions, rows =>
        {
            var found = rows.Queue.First(request.Kind, request.MinPeople, Limit(request.PageSize));
            var records = new ShownRecords(rows, found.SelectMany(row => row.Original.Length > 0 ? new[] { row.Record, row.Original } : [row.Record]), context);
            return new ListReviewItemsResponse
            {
                Items = { found.Select(row => ItemOf(row, records)) },
                ItemCount = (int)(found.FirstOrDefault()?.Total ?? 0),
            };
        }, context);
    }

    private static ReviewItem ItemOf(QueueRow row, ShownRecords records)
    {
        var flag = row.Flag is null ? null : Flag.Parser.ParseFrom(row.Flag);
        return new ReviewItem
        {
            Kind = (ReviewItemKind)row.Kind,
            Record = row.Record,
            DisplayName = records.DisplayName(row.Record),
            People = row.People,
            IncidentCount = (int)row.Incidents,
            Because = flag is null ? row.Because : BecauseOf(flag.State),
            Flag = flag,
            Confidentiality = records.ConfidentialityOf(row.Record),
            Original = row.Original,
            SinceTime = row.Since is { } since ? Timestamp.FromDateTimeOffset(Sight.TimeOf(since)) : null,
        };
    }

    private static string BecauseOf(FlagState state) => state switch
    {
        FlagState.UnderReview => "Somebody looks into a flag, and has not decided on it.",
        FlagState.Appealed => "Somebody objects to how a flag was decided.",
        _ => "Nobody has looked at a flag yet.",
    };
}

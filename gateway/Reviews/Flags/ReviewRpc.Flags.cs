using Casualties.Gateway.Reports;
using Casualties.Hosting;
using Casualties.Hosting.Records;
using Casualties.Reports.V1;
using Casualties.Storage;
using Casualties.Type.V1;
using Grpc.Core;

namespace Casualties.Gateway.Reviews;

internal sealed partial class ReviewRpc
{
    /// <inheritdoc/>
    public override async Task<ListFlagsResponse> ListFlags(ListFlagsRequest request, ServerCallContext context)
    {
        context.NoteSearch(FieldsOf(request));
        // Keys mean nothing in another filling of the view.
        var listing = $"flags\n{model.ViewId}\n{(int)request.State}\n{request.Record}";
        var after = request.PageToken.Length == 0 ? 0 : pages.Read(listing, request.PageToken).AfterKey;
        var limit = Limit(request.PageSize);
        return await ReadAsync(null, rows =>
        {
            var found = rows.Flags(request.State, request.Record, after, limit + 1);
            var shown = Math.Min(ByteLimit.Fitting(found, static flag => flag.Payload.Length), limit);
            var records = new ShownRecords(rows, found.Take(shown).Select(flag => flag.Record), context);
            return new ListFlagsResponse
            {
                Flags =
                {
                    found.Take(shown).Select(flag => new RecordFlag
                    {
                        Record = flag.Record,
                        Etag = records[flag.Record]!.Etag,
                        Flag = Flag.Parser.ParseFrom(flag.Payload),
                        Confidentiality = records.ConfidentialityOf(flag.Record),
                    }),
                },
                NextPageToken = found.Count > shown ? pages.Issue(listing, new PageToken(found[shown - 1].Key, 0)) : "",
            };
        }, context);
    }

    private static IEnumerable<string> FieldsOf(ListFlagsRequest request)
    {
        if (request.State != FlagState.Unspecified)
            yield return "state";
        if (request.Record.Length > 0)
            yield return "record";
    }
}

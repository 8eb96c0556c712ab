using Casualties.Counts.V1;
using Casualties.Incidents.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Grpc.Core;

namespace Casualties.Gateway.Import;

/// <summary>What became of the records of one kind.</summary>
/// <param name="Rows">How many rows the sheet has; for sources, how many its good claims name.</param>
/// <param name="Recorded">How many this import recorded.</param>
/// <param name="AlreadyThere">How many were there already, with the same content.</param>
/// <param name="Refused">How many are in the quarantine report; for sources, how many exist with other content.</param>
public sealed record ImportTally(int Rows, int Recorded, int AlreadyThere, int Refused);

/// <summary>What an import did.</summary>
/// <param name="Incidents">Incidents.</param>
/// <param name="Claims">Claims.</param>
/// <param name="Sources">Publishers and originators.</param>
/// <param name="Remarks">What the importer decided where the sheet leaves a choice, one sentence each, by source id.</param>
/// <param name="Revisions">Revisions of the services at which all of it can be read.</param>
public sealed record ImportResult(
    ImportTally Incidents, ImportTally Claims, ImportTally Sources, IReadOnlyList<string> Remarks, SuiteRevisions Revisions);

/// <summary>How far an import is.</summary>
/// <param name="Stage">What is being done, for people.</param>
/// <param name="Done">Rows done in this stage.</param>
/// <param name="Total">Rows of this stage; 0 where that is not known yet.</param>
public readonly record struct ImportProgress(string Stage, int Done, int Total);

/// <summary>
/// Imports a claim sheet into a suite. Each row stands alone: it is recorded whole, or quarantined with its reasons. Ids and request ids
/// follow from the sheet, so an import that broke off is simply run again, and running it twice adds nothing.
/// </summary>
/// <param name="suite">The suite; its caller must see every record, since ids follow from the sheet.</param>
/// <param name="visibility">The lowest audience that may know of what the sheet holds.</param>
public sealed class ClaimSheetImport(CallInvoker suite, Audience visibility)
{
    private const int MaxRemarks = 1000;

    private readonly SuiteImportApi api = new(suite);

    /// <summary>Imports a sheet.</summary>
    /// <exception cref="ClaimSheetRefused">The sheet as a whole cannot be imported. Nothing was stored.</exception>
    /// <exception cref="RpcException">The suite failed or cannot be reached. What was acknowledged is stored; run the import again.</exception>
    public async Task<ImportResult> RunAsync(ClaimSheet sheet, QuarantineReport quarantine, IProgress<ImportProgress>? progress, CancellationToken cancel)
    {
        progress?.Report(new ImportProgress("Reading", 0, 0));
        ClaimSheetSurvey survey = await Task.Run(() => sheet.Survey(cancel), cancel);
        SuiteRevisions before = await api.RevisionsAsync(cancel);

        var known = new HashSet<string>();
        using var incidents = new EntryStream<IncidentEntry, ImportIncidentsRequest, ImportIncidentsResponse, IncidentRow>(
            api.Incidents, before.Incidents, cancel)
        {
            Refused = (row, faults) =>
            {
                known.Remove(row.Key);
                quarantine.Add(new QuarantinedRow(IncidentRow.Format.Name, row.Line, QuarantineReport.Echo(row.Key), faults));
            },
        };
        await SendIncidentsAsync(sheet.Incidents(survey, quarantine), incidents, known, survey, progress);
        await AddStoredAsync(known, survey, cancel);

        var remarks = new List<string>();
        using var sources = new EntryStream<SourceEntry, ImportSourcesRequest, ImportSourcesResponse, SheetSource>(api.Sources, before.Sources, cancel)
        {
            // The record of a source is its stewards' to change; a sheet never overrules it.
            Refused = (source, faults) => Remark(remarks, source, $"is kept as the store has it ({string.Join("; ", faults.Select(fault => fault.Reason))})"),
        };
        using var claims = new EntryStream<ClaimEntry, ImportClaimsRequest, ImportClaimsResponse, ClaimRow>(api.Claims, before.Counts, cancel)
        {
            BeforeChunk = sources.FlushAsync,
            Refused = (row, faults) => quarantine.Add(new QuarantinedRow(ClaimRow.Format.Name, row.Line, ClaimSheet.Key(row), faults)),
        };
        int cited = await SendClaimsAsync(sheet.Claims(survey, known.Contains, quarantine), claims, sources, remarks, survey, progress);

        return new ImportResult(
            incidents.Tally(survey.IncidentRowCount),
            claims.Tally(survey.ClaimRowCount),
            sources.Tally(cited),
            remarks,
            new SuiteRevisions { Incidents = incidents.Revision, Counts = claims.Revision, Sources = sources.Revision });
    }

    private async Task SendIncidentsAsync(
        IEnumerable<IncidentRow> rows,
        EntryStream<IncidentEntry, ImportIncidentsRequest, ImportIncidentsResponse, IncidentRow> incidents,
        HashSet<string> known,
        ClaimSheetSurvey survey,
        IProgress<ImportProgress>? progress)
    {
        foreach (IncidentRow row in rows)
        {
            known.Add(row.Key);
            IncidentEntry entry = ClaimSheetMapping.ToEntry(row);
            entry.Incident.Visibility = visibility;
            await incidents.AddAsync(entry, row);
            progress?.Report(new ImportProgress("Incidents", known.Count, survey.IncidentRowCount));
        }

        await incidents.CompleteAsync();
    }

    private async Task<int> SendClaimsAsync(
        IEnumerable<ClaimRow> rows,
        EntryStream<ClaimEntry, ImportClaimsRequest, ImportClaimsResponse, ClaimRow> claims,
        EntryStream<SourceEntry, ImportSourcesRequest, ImportSourcesResponse, SheetSource> sources,
        List<string> remarks,
        ClaimSheetSurvey survey,
        IProgress<ImportProgress>? progress)
    {
        int done = 0;
        var cited = new HashSet<string>();
        foreach (ClaimRow row in rows)
        {
            string publisher = await CiteAsync(row.Publisher);
            string? originator = row.OriginalSource is null ? null : await CiteAsync(row.OriginalSource);
            ClaimEntry entry = ClaimSheetMapping.ToEntry(row, publisher, originator);
            entry.Claim.Visibility = visibility;
            await claims.AddAsync(entry, row);
            progress?.Report(new ImportProgress("Claims", ++done, survey.ClaimRowCount));
        }

        await claims.CompleteAsync();
        await sources.CompleteAsync();
        return cited.Count;

        // A source is recorded when the first good claim names it, before that claim.
        async ValueTask<string> CiteAsync(string name)
        {
            SheetSource source = survey.Sources[name];
            if (!cited.Add(name))
                return source.Id;
            SourceEntry entry = ClaimSheetMapping.ToEntry(source);
            entry.Source.Visibility = visibility;
            await sources.AddAsync(entry, source);
            if (source.OtherTypes.Count > 0)
                Remark(remarks, source, $"is named under several kinds; recorded as {source.Type}, the most frequent, not {string.Join(", ", source.OtherTypes)}");
            return source.Id;
        }
    }

    // Claims may also be about incidents that the store has and the sheet has not, or has in a row that was refused.
    private async Task AddStoredAsync(HashSet<string> known, ClaimSheetSurvey survey, CancellationToken cancel)
    {
        string[] open = [.. survey.ForeignIncidents.Concat(survey.IncidentKeys.Where(key => !known.Contains(key))).Take(SheetLimits.MaxForeignIncidents)];
        IReadOnlySet<string> stored = await api.ExistingAsync(open.Select(NameOf), cancel);
        known.UnionWith(open.Where(key => stored.Contains(NameOf(key))));

        static string NameOf(string key) => $"incidents/{ResourceIds.OfKey(key)}";
    }

    private static void Remark(List<string> remarks, SheetSource source, string remark)
    {
        if (remarks.Count < MaxRemarks)
            remarks.Add($"sources/{source.Id} {remark}.");
    }
}

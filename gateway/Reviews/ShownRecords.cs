using Casualties.Counts.V1;
using Casualties.Gateway.Reports;
using Casualties.Hosting;
using Casualties.Incidents.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Grpc.Core;

namespace Casualties.Gateway.Reviews;

/// <summary>The records of one answer, for what is said of them beside their names.</summary>
internal sealed class ShownRecords
{
    private readonly Dictionary<string, IDisclosedRecord> records;
    private readonly Caller caller;

    /// <summary>Reads the records; that a caller was told of those of which not everyone may know is audited.</summary>
    public ShownRecords(ReviewRows rows, IEnumerable<string> names, ServerCallContext context)
    {
        caller = context.Caller();
        records = rows.Records(names);
        foreach (var (name, incident) in rows.Records(records.Values.OfType<Claim>().Select(claim => claim.Incident)))
            records[name] = incident;
        context.NoteRestricted(records.Values.Where(record => record.KnownTo > Audience.Public).Select(record => record.Name));
    }

    /// <summary>A record; null if it is missing.</summary>
    public IDisclosedRecord? this[string name] => records.GetValueOrDefault(name);

    /// <summary>How far it may be told who a source is; unspecified of other records.</summary>
    public Confidentiality ConfidentialityOf(string name) => this[name] is Source source ? source.Confidentiality : default;

    /// <summary>What people call a record; of a claim, what they call its incident. Empty: it is missing.</summary>
    public string DisplayName(string name) => this[name] switch
    {
        Source { Confidentiality: Confidentiality.Sealed } when !caller.KnowsSealedSources => ReportViews.RestrictedSource,
        Source source => source.DisplayName,
        Incident incident => incident.Title,
        Claim claim => DisplayName(claim.Incident),
        _ => "",
    };
}

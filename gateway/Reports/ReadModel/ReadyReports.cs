using Casualties.Estimation;
using Casualties.Incidents.V1;
using Casualties.Type.V1;
using Google.Protobuf;

namespace Casualties.Gateway.Reports;

/// <summary>Makes the reports that stand ready, one for each audience. A report that comes out as it was is no change: nothing hidden shows by a change without a difference.</summary>
internal sealed class ReadyReports(ReadModelStatements sql, Policy policy, ReportViews views)
{
    private readonly Dictionary<Audience, long> sequences = [];

    /// <summary>Names the rules of disclosure by which the reports are made.</summary>
    public string Rules => views.Rules;

    /// <summary>The newest change that an audience can see.</summary>
    public long Sequence(Audience audience) => sequences[audience];

    /// <summary>Reads where the changes of each audience end.</summary>
    public void LoadEnd()
    {
        foreach (var audience in Viewer.Audiences)
            sequences[audience] = sql.NewestSequence(audience);
    }

    /// <summary>Makes the reports of one incident.</summary>
    public void Compute(string incident, CalibrationInForce calibration)
    {
        if (sql.Inputs(incident, calibration) is not { } inputs)
            return;
        var estimates = new CaseEstimates(policy);
        foreach (var audience in Viewer.Audiences)
            Save(inputs.Incident, audience, views.Of(inputs, new Viewer(audience, "")), estimates);
    }

    private void Save(Incident incident, Audience audience, ReportInputs? seen, CaseEstimates estimates)
    {
        var body = seen is null ? null : ReportAssembler.Assemble(seen, estimates).ToByteArray();
        var before = sql.Report(incident.Name, audience);
        if (body is null ? before is null : before.AsSpan().SequenceEqual(body))
            return;
        sql.SaveReport(seen?.Incident ?? incident, audience, Next(audience), seen, body);
    }

    private long Next(Audience audience) => ++sequences[audience];
}

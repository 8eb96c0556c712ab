using System.Runtime.ExceptionServices;
using Casualties.Estimation;
using Casualties.Type.V1;
using Google.Protobuf;

namespace Casualties.Gateway.Reports;

/// <summary>
/// Makes the reports that stand ready, one for each audience. A report that comes out as it was is no change: nothing hidden shows by a change without a
/// difference. Reports are made on all processors, page by page; read and saved on the thread of the writer, in order.
/// </summary>
internal sealed class ReadyReports(ReadModelStatements sql, Policy policy, ReportViews views, KnownTimes known)
{
    // One change can concern every incident there is: no more than these are in memory at once, and they keep many processors busy.
    private const int PageIncidents = 128;

    private readonly ParallelOptions processors = new() { MaxDegreeOfParallelism = Environment.ProcessorCount };
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

    /// <summary>Makes the reports of incidents.</summary>
    public void Compute(IEnumerable<string> incidents, CalibrationInForce calibration)
    {
        foreach (var page in incidents.Chunk(PageIncidents))
        {
            ReportInputs[] inputs = [.. page.Select(incident => sql.Inputs(incident, calibration)).OfType<ReportInputs>()];
            foreach (var (all, made) in inputs.Zip(Make(inputs)))
            {
                foreach (var report in made.Reports)
                {
                    if (report.Seen is { } seen)
                        known.Take(report.Audience, seen);
                    Save(all, report);
                }
                sql.Standings.Save(made.Standing);
            }
        }
    }

    private Made[] Make(ReportInputs[] inputs)
    {
        var made = new Made[inputs.Length];
        try
        {
            Parallel.For(0, inputs.Length, processors, i => made[i] = Make(inputs[i]));
        }
        catch (AggregateException e)
        {
            // As if they had been made one after another: a fault is logged by its own type.
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
        return made;
    }

    private Made Make(ReportInputs inputs)
    {
        var estimates = new CaseEstimates(policy);
        MadeReport[] reports = [.. Viewer.Audiences.Select(audience =>
        {
            if (views.Of(inputs, new Viewer(audience, "")) is not { } seen)
                return new MadeReport(audience, null, null, null);
            var made = estimates.Of(seen);
            var report = ReportAssembler.Assemble(seen, policy, made);
            var addend = AddendOf.Report(report, seen, policy, made);
            return new MadeReport(audience, seen, report.ToByteArray(), addend is null ? null : AddendCode.Write(addend));
        })];
        // What reviewers are told comes from the report in which every claim has a part: it is made already.
        var restricted = Array.Find(reports, report => report.Audience == Audience.Restricted)!.Seen!;
        return new Made(reports, IncidentStanding.Of(restricted, estimates));
    }

    private void Save(ReportInputs inputs, MadeReport report)
    {
        var incident = inputs.Incident;
        var before = sql.Report(incident.Name, report.Audience);
        if (report.Body is { } body ? before.AsSpan().SequenceEqual(body) : before is null)
            return;
        var sequence = ++sequences[report.Audience];
        sql.SaveReport(report.Seen?.Incident ?? incident, report.Audience, sequence, report.Seen, report.Body);
        // Whatever changes what an incident adds changes its report, be it only the revisions that this names.
        sql.Addends.Save(incident.Name, report.Audience, sequence, report.Addend);
    }

    /// <summary>A report to be saved, and what it adds to aggregates; without inputs and body if the audience sees none, without addend if it is left out of them.</summary>
    private sealed record MadeReport(Audience Audience, ReportInputs? Seen, byte[]? Body, byte[]? Addend);

    /// <summary>What is made of one incident: its reports, one for each audience, and what reviewers ask of it.</summary>
    private sealed record Made(MadeReport[] Reports, IncidentStanding Standing);
}

using System.Security.Cryptography;
using Casualties.Counts.V1;
using Casualties.Estimation;
using Casualties.Incidents.V1;
using Casualties.Sources.V1;
using Casualties.Storage.Sqlite;
using Google.Protobuf;
using Microsoft.Data.Sqlite;
using Calibration = Casualties.Sources.V1.Calibration;
using Claim = Casualties.Counts.V1.Claim;

namespace Casualties.Gateway.Reports;

/// <summary>
/// Takes what the feeds bring into the read model and computes the reports that it changes, in one transaction together with the
/// checkpoints: a crash replays, never skips, never doubles. One thread at a time.
/// </summary>
internal sealed class ReadModelWriter : IDisposable
{
    private const int ViewIdBytes = 8;

    private readonly ReadModelStatements sql;
    private readonly Policy policy;
    private readonly RandomNumberGenerator entropy;
    private readonly Dictionary<SuiteService, FeedPosition> positions = [];
    private readonly SortedSet<string> affected = new(StringComparer.Ordinal);
    private CalibrationInForce inForce = CalibrationInForce.None;

    public ReadModelWriter(SqliteConnection connection, Policy policy, CalibrationCache calibrations, RandomNumberGenerator entropy)
    {
        this.entropy = entropy;
        this.policy = policy;
        sql = new ReadModelStatements(connection, calibrations);
        if (sql.ComputedBy() != Version)
            Reset();
        else
            LoadEnd();
    }

    /// <summary>The newest sequence number of a changed report.</summary>
    public long Sequence { get; private set; }

    // Reports of other code, or of another version of the policy, would not be what this code answers for the same revisions.
    private string Version => $"{ReadModelStatements.SchemaVersion}/{Estimator.Version}/{policy.Id}/{policy.Version}";

    /// <summary>How far a service was followed.</summary>
    public FeedPosition Position(SuiteService service) => positions[service];

    /// <summary>Names this filling of the view: points of another one mean nothing in it.</summary>
    public string ViewId { get; private set; } = "";

    /// <summary>Takes in batches, in order, and computes what they change; answers the incidents concerned. All or nothing.</summary>
    /// <exception cref="HistoryChanged">A batch does not follow from the position.</exception>
    public IReadOnlyCollection<string> Apply(IReadOnlyList<FeedBatch> batches)
    {
        affected.Clear();
        var next = new Dictionary<SuiteService, FeedPosition>();
        var sequence = Sequence;
        var calibration = inForce;
        sql.InTransaction(() =>
        {
            foreach (var batch in batches)
                next[batch.Service] = Take(batch, next.TryGetValue(batch.Service, out var moved) ? moved : positions[batch.Service]);
            calibration = sql.Calibrations.InForce();
            if (policy.UsesCalibration && calibration.Revision != inForce.Revision)
                affected.UnionWith(sql.Incidents());
            foreach (var incident in affected)
                Compute(incident, calibration, ref sequence);
            foreach (var (service, position) in next)
                sql.SaveCheckpoint(service, position);
        });
        Sequence = sequence;
        inForce = calibration;
        foreach (var (service, position) in next)
            positions[service] = position;
        return affected;
    }

    /// <summary>Empties the read model, so that it is filled again from the first revision on.</summary>
    public void Reset()
    {
        var viewId = new byte[ViewIdBytes];
        entropy.GetBytes(viewId);
        sql.InTransaction(() => sql.Clear(Version, Convert.ToHexStringLower(viewId)));
        LoadEnd();
    }

    public void Dispose() => sql.Dispose();

    private void LoadEnd()
    {
        foreach (var service in SuiteServiceNames.All)
            positions[service] = sql.Checkpoint(service);
        Sequence = sql.NewestSequence();
        ViewId = sql.ViewId();
        inForce = sql.Calibrations.InForce();
    }

    private static FeedPosition Follow(SuiteService service, FeedPosition position, FeedRevision revision)
    {
        var info = revision.Info;
        if (info.Revision != position.Revision + 1)
            throw new HistoryChanged(service, info.Revision, $"it does not follow revision {position.Revision}");
        if (!info.PreviousHash.Span.SequenceEqual(position.Hash.Span))
            throw new HistoryChanged(service, info.Revision, "its hash does not follow from the hash seen last");
        return new FeedPosition(info.Revision, info.Hash.Memory);
    }

    private FeedPosition Take(FeedBatch batch, FeedPosition position)
    {
        foreach (var revision in batch.Revisions)
        {
            position = Follow(batch.Service, position, revision);
            Take(revision.Record);
        }
        return position;
    }

    private void Compute(string incident, CalibrationInForce calibration, ref long sequence)
    {
        if (sql.Inputs(incident, calibration) is not { } inputs)
            return;
        sql.SaveReport(inputs.Incident, ++sequence, ReportAssembler.Assemble(inputs, policy).ToByteArray());
    }

    private void Take(Type.V1.IRecord record)
    {
        switch (record)
        {
            case Incident incident:
                sql.Save(incident);
                affected.Add(incident.Name);
                break;
            case Claim claim:
                sql.Save(claim);
                affected.Add(claim.Incident);
                break;
            case Source source:
                sql.Save(source);
                foreach (var incident in sql.IncidentsNaming(source.Name))
                    affected.Add(incident);
                break;
            case Calibration calibration:
                sql.Calibrations.Save(calibration);
                break;
            default:
                throw new InvalidOperationException($"No feed brings {record.Descriptor.FullName}.");
        }
    }
}

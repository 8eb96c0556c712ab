using System.Security.Cryptography;
using Casualties.Counts.V1;
using Casualties.Estimation;
using Casualties.Incidents.V1;
using Casualties.Sources.V1;
using Casualties.Storage.Sqlite;
using Casualties.Type.V1;
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

    private readonly SqliteConnection connection;
    private readonly ReadModelStatements sql;
    private readonly ReadyReports reports;
    private readonly Policy policy;
    private readonly TimeProvider time;
    private readonly RandomNumberGenerator entropy;
    private readonly Dictionary<SuiteService, FeedPosition> positions = [];
    private readonly KnownTimes known = new();
    private readonly SortedSet<string> affected = new(StringComparer.Ordinal);
    private CalibrationInForce inForce = CalibrationInForce.None;
    private bool expunged;

    public ReadModelWriter(
        SqliteConnection connection, Policy policy, ReportViews views, CalibrationCache calibrations, TimeProvider time, RandomNumberGenerator entropy)
    {
        this.connection = connection;
        this.time = time;
        this.entropy = entropy;
        this.policy = policy;
        sql = new ReadModelStatements(connection, calibrations);
        reports = new ReadyReports(sql, policy, views, known);
        if (sql.ComputedBy() != Version)
            Reset();
        else
            LoadEnd();
    }

    /// <summary>The newest change of a report that an audience can see.</summary>
    public long Sequence(Audience audience) => reports.Sequence(audience);

    /// <summary>When what an audience may know of was last recorded in a service, microseconds since 1970-01-01T00:00:00Z; 0: never.</summary>
    public long KnownTime(SuiteService service, Audience audience) => known.Of(service, audience);

    // Reports of other code, of another version of the policy, or of other rules of disclosure would not be what this code answers for the same revisions.
    private string Version => $"{ReadModelStatements.SchemaVersion}/{Estimator.Version}/{policy.Id}/{policy.Version}/{reports.Rules}";

    /// <summary>How far a service was followed.</summary>
    public FeedPosition Position(SuiteService service) => positions[service];

    /// <summary>Names this filling of the view: points of another one mean nothing in it.</summary>
    public string ViewId { get; private set; } = "";

    /// <summary>Takes in batches, in order, and computes what they change; answers the incidents concerned. All or nothing.</summary>
    /// <exception cref="HistoryChanged">A batch does not follow from the position.</exception>
    public IReadOnlyCollection<string> Apply(IReadOnlyList<FeedBatch> batches)
    {
        affected.Clear();
        expunged = false;
        var next = new Dictionary<SuiteService, FeedPosition>();
        var calibration = inForce;
        try
        {
            sql.InTransaction(() =>
            {
                foreach (var batch in batches)
                    next[batch.Service] = Take(batch, next.TryGetValue(batch.Service, out var moved) ? moved : positions[batch.Service]);
                calibration = sql.Calibrations.InForce();
                if (policy.UsesCalibration && calibration.Revision != inForce.Revision)
                    affected.UnionWith(sql.Incidents());
                reports.Compute(affected, calibration);
                if (expunged)
                    sql.SaveErasureDue(true);
                // A claim that comes can bring its sources into sight: what is known of them moves with it.
                next.TryAdd(SuiteService.Sources, positions[SuiteService.Sources]);
                foreach (var (service, position) in next)
                    sql.SaveCheckpoint(service, position, known.Of(service, Audience.Public), known.Of(service, Audience.Partner));
            });
        }
        catch
        {
            // Nothing was stored: what is known in memory is read again.
            LoadEnd();
            throw;
        }
        inForce = calibration;
        foreach (var (service, position) in next)
            positions[service] = position;
        return affected;
    }

    /// <summary>Whether all services were followed to their ends once, since the view was made.</summary>
    public bool IsFilled { get; private set; }

    /// <summary>Notes that all services have been followed to their ends.</summary>
    public void SaveFilled()
    {
        sql.SaveFilled();
        IsFilled = true;
    }

    /// <summary>Makes the reports anew of incidents that are no longer young: the public may be told more precisely where they happened.</summary>
    /// <param name="day">The day before which incidents have aged, as in the index.</param>
    public IReadOnlyCollection<string> Age(string day)
    {
        affected.Clear();
        if (sql.AgedTo() is { } before && string.CompareOrdinal(before, day) >= 0)
            return affected;
        try
        {
            sql.InTransaction(() =>
            {
                if (sql.AgedTo() is { } from)
                    affected.UnionWith(sql.IncidentsEnded(from, day));
                reports.Compute(affected, inForce);
                sql.SaveAgedTo(day);
            });
        }
        catch
        {
            LoadEnd();
            throw;
        }
        return affected;
    }

    /// <summary>Removes from the files what was expunged, if anything was since the last time: it must not stay behind in free pages.</summary>
    public void Erase()
    {
        if (!sql.IsErasureDue())
            return;
        SqliteErasure.Run(connection, time);
        sql.SaveErasureDue(false);
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
        foreach (var service in SuiteServiceNames.All)
            known.Load(service, sql);
        reports.LoadEnd();
        ViewId = sql.ViewId();
        IsFilled = sql.IsFilled();
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
            known.Take(batch.Service, revision.Record);
            Take(revision.Record);
        }
        return position;
    }

    private void Take(IRecord record)
    {
        if (record is IDisclosedRecord disclosed)
        {
            // The tombstone is of this very revision: what it removed may be here.
            expunged |= disclosed is { Expunged: [.., var last] } && Equals(last.ExpungeTime, record.UpdateTime);
            sql.Flags.Save(disclosed);
        }
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

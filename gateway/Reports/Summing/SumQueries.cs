using Casualties.Estimation;
using Casualties.Hosting;
using Casualties.Hosting.Records;
using Casualties.Reports.V1;
using Grpc.Core;
using CountDistribution = Casualties.Estimation.CountDistribution;
using Policy = Casualties.Estimation.Policy;
using VictimGroup = Casualties.Estimation.VictimGroup;

namespace Casualties.Gateway.Reports;

/// <summary>Sums up incidents from the inputs that the view holds.</summary>
internal sealed class SumQueries(ReadModel model, ReportInputQueries inputs) : IDisposable
{

    /// <summary>How many incidents are summed up at most; more must be asked for in parts. Their distributions, up to 10 kB each, are held until all are there.</summary>
    public const int MaxIncidents = 20_000;

    // Each holds up to 200 MB until all distributions are there; others wait, within their deadlines.
    private const int SumsAtOnce = 4;

    private readonly SemaphoreSlim turns = new(SumsAtOnce);

    private static readonly Harm[] Harms = [Harm.Killed, Harm.Injured, Harm.Missing];

    /// <summary>The sums of killed, injured and missing over the incidents asked for.</summary>
    public async Task<SumIncidentReportsResponse> SumAsync(SumIncidentReportsRequest request, ServerCallContext context)
    {
        var (viewer, cancel) = (Viewer.Of(context.Caller()), context.Budget());
        var policy = PolicyRequests.Find(request.Policy);
        await inputs.SeenAsync(request.MinRevisions, viewer, cancel);
        await turns.WaitAsync(cancel);
        try
        {
            return await SumInTurnAsync(request, policy, context);
        }
        finally
        {
            turns.Release();
        }
    }

    private async Task<SumIncidentReportsResponse> SumInTurnAsync(SumIncidentReportsRequest request, Policy policy, ServerCallContext context)
    {
        var (viewer, cancel) = (Viewer.Of(context.Caller()), context.Budget());
        context.NoteSearch(ReportSearch.FieldsOf(request.Country, request.StartDateFrom, request.StartDateBefore));
        var freshness = model.Freshness.Current(viewer);
        var sums = Harms.Select(harm => new HarmSum(policy, harm)).ToArray();
        var incidents = 0;
        var calibration = "";
        var filter = new IncidentFilter(IndexText.Of(request.Country), IndexText.Of(request.StartDateFrom), IndexText.Of(request.StartDateBefore));
        await foreach (var found in model.InputsAsync(filter, viewer, cancel))
        {
            if (found.CountsNowhere || found.Withholds(policy))
                continue;
            if (++incidents > MaxIncidents)
                throw TooMany();
            if (found.HoldsRestricted)
                context.NoteRestricted([$"{found.Incident.Name}/report"]);
            calibration = found.CalibrationOf(policy);
            var subject = EstimationInput.Of(found);
            var documented = policy.Read(subject);
            foreach (var sum in sums)
                sum.Add(subject, documented);
        }
        return new SumIncidentReportsResponse
        {
            IncidentCount = incidents,
            Totals = { sums.Select(sum => sum.Conclude()) },
            Policy = policy.Id,
            PolicyVersion = policy.Version,
            EstimatorVersion = Estimator.Version,
            Calibration = calibration,
            Freshness = freshness,
        };
    }

    /// <inheritdoc/>
    public void Dispose() => turns.Dispose();

    private static InvalidFields TooMany()
    {
        var violations = new Violations();
        violations.Add("", $"asks for more than {MaxIncidents} incidents: narrow country or dates");
        return violations.Found!;
    }

    // Holds a distribution of about a kilobyte an incident until all are there: the lattice of the sum depends on how far they go.
    private sealed class HarmSum(Policy policy, Harm harm)
    {
        private readonly SumOfBounds bounds = new();
        private readonly List<CountDistribution> distributions = [];
        private int withoutFigure;

        public void Add(IncidentCase subject, IncidentEstimate documented)
        {
            if (documented.Estimates.FirstOrDefault(one => one.Harm == harm && one.Victims == VictimGroup.AllVictims) is not { } estimate)
            {
                withoutFigure++;
                return;
            }
            var distribution = policy.Weigh(subject, documented, harm, VictimGroup.AllVictims);
            var isInSum = WithRanges ? distribution is not null : estimate.Bounds is not { Low: null, High: null };
            // The same incidents in both sums: they stand beside each other.
            if (isInSum)
                bounds.Add(estimate.Bounds);
            else
                withoutFigure++;
            if (distribution is not null)
                distributions.Add(distribution);
        }

        public HarmTotal Conclude()
        {
            var total = new HarmTotal
            {
                Harm = (Type.V1.HarmType)harm,
                SumOfBounds = EstimateMessages.Of(bounds.Bounds),
                IncidentCount = bounds.Incidents,
                IncidentsWithoutEstimate = withoutFigure,
            };
            if (WithRanges && SumOfCounts.Of(distributions).Estimate is { } estimate)
                total.Count = CountMessages.Of(estimate);
            return total;
        }

        private bool WithRanges => policy.HasRanges && CalibratedRanges.HasRange(harm);
    }
}

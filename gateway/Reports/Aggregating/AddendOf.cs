using Casualties.Counts.V1;
using Casualties.Estimation;
using Casualties.Hosting;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using AttributionStatus = Casualties.Type.V1.AttributionStatus;
using Policy = Casualties.Estimation.Policy;
using ClaimState = Casualties.Counts.V1.ClaimState;
using EstimateRemark = Casualties.Reports.V1.EstimateRemark;
using EvidenceGrade = Casualties.Reports.V1.EvidenceGrade;
using Sex = Casualties.Type.V1.Sex;
using AgeGroup = Casualties.Type.V1.AgeGroup;

namespace Casualties.Gateway.Reports;

/// <summary>Makes of a report what it adds to aggregates.</summary>
internal static class AddendOf
{
    private static readonly AttributionStatus[] Naming =
    [
        AttributionStatus.ClaimedByActor, AttributionStatus.Conceded, AttributionStatus.InferredByRecorder, AttributionStatus.AllegedBySource, AttributionStatus.CompetingClaims,
        AttributionStatus.Undetermined,
    ];

    /// <summary>The addend of an incident of which no report was made yet; null if it is left out of sums.</summary>
    public static Addend? Records(ReportInputs seen, Policy policy)
    {
        var made = new CaseEstimates(policy).Of(seen);
        return Report(ReportAssembler.Assemble(seen, policy, made), seen, policy, made);
    }

    /// <summary>The addend; null if the incident is left out of sums.</summary>
    /// <param name="report">The report.</param>
    /// <param name="seen">What it was made of.</param>
    /// <param name="policy">By which policy.</param>
    /// <param name="made">What was estimated for it.</param>
    public static Addend? Report(IncidentReport report, ReportInputs seen, Policy policy, CaseEstimate made)
    {
        if (seen.CountsNowhere)
            return null;
        var listed = Listed(report, seen);
        var withheld = report.BreakdownWithheld;
        var admin1 = AreaOf(report.Place?.Admin1Pcode, report.Place?.Admin1, report.Place?.Country ?? "", null);
        string[] originators = [.. made.Estimate.Claims.Select(part => part.Claim.Corroborator).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return new Addend
        {
            Incident = report.Incident,
            Start = EventDay.Of(report.EventTime, report.EventTime?.StartDate),
            End = EventDay.Of(report.EventTime, report.EventTime?.EndDate ?? report.EventTime?.StartDate),
            Country = new(report.Place?.Country ?? ""),
            Admin1 = admin1,
            Admin2 = AreaOf(report.Place?.Admin2Pcode, report.Place?.Admin2, report.Place?.Country ?? "", admin1),
            Tactic = report.Tactic,
            Cause = report.Cause,
            Attribution = report.Attribution.Status,
            Parties = PartiesOf(report.Attribution, seen.Decisions),
            Occurrence = report.Corroboration.Occurrence.Grade,
            Airwars = report.Corroboration.Airwars.Grade,
            Sources = [.. SourcesOf(listed)],
            SourceTypes = [.. listed.Select(source => source.Type).Distinct().Order()],
            Originators = withheld ? [] : originators,
            UnlistedOriginators = withheld ? originators.Length : 0,
            Claims = report.LiveClaimCount,
            RecordTime = Sight.Microseconds(report.Provenance.RecordTime),
            Marks = MarksOf(report),
            // The incident is there all the same: what may not be told of it is not known here.
            Figures = seen.Withholds(policy) ? [] : [.. made.Estimate.Estimates.Select(FigureOf)],
        };
    }

    // The publishers of live claims that the report lists, each once.
    private static List<Source> Listed(IncidentReport report, ReportInputs seen)
    {
        var live = seen.Claims.Where(claim => claim.State == ClaimState.Live).Select(claim => claim.Name).ToHashSet(StringComparer.Ordinal);
        return [.. report.Claims
            .Where(part => live.Contains(part.Claim) && part.Publisher.Length > 0)
            .Select(part => part.Publisher).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(name => seen.Sources.GetValueOrDefault(name) ?? new Source { Name = name })];
    }

    // A pseudonym means another source to each organisation, and a sealed source has none: neither has a row.
    private static IEnumerable<TextValue> SourcesOf(List<Source> listed) =>
        from source in listed
        where source.Confidentiality < Confidentiality.Pseudonymous
        select new TextValue(source.Name, source.DisplayName);

    private static Party[] PartiesOf(Casualties.Reports.V1.AttributionSummary attribution, Decisions decisions) =>
    [
        .. from statement in attribution.Statements
           let said = statement.Attribution
           where said.Role is not (Type.V1.AttributionRole.TargetedParty or Type.V1.AttributionRole.PartyPresent) && Naming.Contains(said.Status)
               && !decisions.On(statement.Claim).Excluded.HasFlag(Topics.Attribution)
           group said by said.Actor.Trim().ToUpperInvariant() into actor
           where actor.Key.Length > 0
           orderby actor.Key
           select new Party(Party.ActorOf(actor.Select(said => said.Actor.Trim()).Min(StringComparer.Ordinal)!), actor.MinBy(said => Array.IndexOf(Naming, said.Status))!.Status),
    ];

    private static AddendMarks MarksOf(IncidentReport report)
    {
        var (marks, grades) = (AddendMarks.None, report.Corroboration);
        EvidenceGrade[] all = [grades.Occurrence.Grade, grades.Attribution.Grade, grades.Count.Grade, grades.CivilianStatus.Grade];
        if (all.Contains(EvidenceGrade.Contested) || report.Estimates.Any(one => one.Count?.Remarks.Contains(EstimateRemark.Contested) is true))
            marks |= AddendMarks.Contested;
        if (report.Estimates.Any(one => one.Victims.Sex is not (Sex.Unspecified or Sex.Unknown)))
            marks |= AddendMarks.TellsSex;
        if (report.Estimates.Any(one => one.Victims.Age is not (AgeGroup.Unspecified or AgeGroup.Unknown)))
            marks |= AddendMarks.TellsAge;
        if (report.Place?.Precision is not (>= LocationPrecision.ExactCoordinate and <= LocationPrecision.Adm2))
            marks |= AddendMarks.CoarselyLocated;
        return marks;
    }

    private static AddendFigure FigureOf(Estimation.Estimate estimate)
    {
        if (estimate.Count is not { } count)
            return new(estimate.Harm, estimate.Victims, estimate.Bounds, null);
        var cells = CellCode.Write(count.Distribution);
        var read = CellCode.Read(cells, new CellCode.CellBuffer());
        var whole = CountExtent.Of(count.Distribution);
        // Where it ends is that of the cells that will be summed; mean and variance are those of the whole.
        var extent = CountExtent.Of(read.Low, read.High, read.Mass) with { Mean = whole.Mean, Variance = whole.Variance };
        var alone = new SumEstimate(count.Ranges, count.Distribution.Mode, count.Distribution.Mean, count.Distribution.ProbabilityOfAny);
        return new(estimate.Harm, estimate.Victims, estimate.Bounds, new FigureDistribution(extent, alone, cells));
    }

    private static TextValue AreaOf(string? code, string? name, string country, TextValue? admin1)
    {
        var isPcode = !string.IsNullOrEmpty(code);
        var text = isPcode ? code! : name ?? "";
        return text.Length == 0 ? TextValue.None : new(text, name ?? "", country, admin1, isPcode);
    }
}

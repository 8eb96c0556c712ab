using System.Security.Cryptography;
using Casualties.Hosting;
using Casualties.Reports.V1;
using Casualties.Type.V1;

namespace Casualties.Gateway.Reports;

/// <summary>What must hold of queries for aggregates, beyond the limits of their single fields.</summary>
internal static class AggregateRules
{
    /// <summary>Has them checked with the fields.</summary>
    public static void Declare()
    {
        FieldRules.DeclareAcross<AggregateQuery>(Check);
        FieldRules.DeclareAcross<CompareReportsRequest>(static (request, _, violations) =>
        {
            if (request.SubjectCase == CompareReportsRequest.SubjectOneofCase.None)
                violations.Add("name", "or query is required");
            if (request.Before is { PointCase: ReportAsOf.PointOneofCase.None })
                violations.Add("before", "must name a time or revisions");
            if (request.Query?.WithChanges is true)
                violations.Add("query.with_changes", "must be unset: it is the two points that are compared");
        });
        FieldRules.DeclareAcross<WatchAggregateRequest>(static (request, _, violations) =>
        {
            if (request.ResumeToken is { Length: > 0 } token && (token.Length != SHA256.HashSizeInBytes * 2 || !token.All(char.IsAsciiHexDigitLower)))
                violations.Add("resume_token", "must be empty, or a token of an earlier response");
            if (request.Query is { Policy.Length: > 0 } query && query.Policy != Estimation.Policies.Default.Id)
                violations.Add("query.policy", $"must be {Estimation.Policies.Default.Id} or empty: aggregates of other policies do not stand ready");
        });
    }

    private static void Check(AggregateQuery query, string path, Violations violations)
    {
        PolicyRequests.Find(query.Policy, $"{path}.policy", violations);
        CheckDimensions(query, path, violations);
        for (var i = 0; i < query.Harms.Count; i++)
        {
            if (query.Harms.IndexOf(query.Harms[i]) < i)
                violations.Add($"{path}.harms[{i}]", "is given twice");
        }
        if (query.Filter is { } filter)
            CheckNames(filter, $"{path}.filter", violations);
        if (query.Filter is { StartDateFrom: { } from, StartDateBefore: { } before } && string.CompareOrdinal(Hosting.Records.IndexText.Of(from), Hosting.Records.IndexText.Of(before)) >= 0)
            violations.Add($"{path}.filter.start_date_before", "must be later than start_date_from");
        if (query.WithChanges && !query.GroupBy.Any(Periods.Is))
            violations.Add($"{path}.with_changes", "must be unset without a period among group_by: DAY, WEEK, MONTH, QUARTER or YEAR");
        if (query.PartySplit == PartySplit.Fractional && !query.GroupBy.Contains(Dimension.Party))
            violations.Add($"{path}.party_split", "must not be FRACTIONAL without PARTY among group_by");
    }

    // Nothing would find what is not known, which nobody who asks for a place or a party means.
    private static void CheckNames(ReportFilter filter, string path, Violations violations)
    {
        foreach (var (field, names) in new[] { ("admin1", filter.Admin1), ("admin2", filter.Admin2), ("parties", filter.Parties) })
        {
            for (var i = 0; i < names.Count; i++)
            {
                if (string.IsNullOrWhiteSpace(names[i]))
                    violations.Add($"{path}.{field}[{i}]", "must not be empty");
            }
        }
    }

    private static void CheckDimensions(AggregateQuery query, string path, Violations violations)
    {
        for (var i = 0; i < query.GroupBy.Count; i++)
        {
            var dimension = query.GroupBy[i];
            if (query.GroupBy.IndexOf(dimension) < i)
                violations.Add($"{path}.group_by[{i}]", "is given twice");
            else if (Periods.Is(dimension) && query.GroupBy.Take(i).Any(Periods.Is))
                violations.Add($"{path}.group_by[{i}]", "must not be a second period");
        }
        if (query.Victims is not { } victims)
            return;
        if (query.GroupBy.Contains(Dimension.Sex) && victims.Sex != Sex.Unspecified)
            violations.Add($"{path}.victims.sex", "must be unset with SEX among group_by");
        if (query.GroupBy.Contains(Dimension.AgeGroup) && victims.Age != AgeGroup.Unspecified)
            violations.Add($"{path}.victims.age", "must be unset with AGE_GROUP among group_by");
        if (query.GroupBy.Contains(Dimension.CivilianStatus) && victims.Status != CivilianStatus.Unspecified)
            violations.Add($"{path}.victims.status", "must be unset with CIVILIAN_STATUS among group_by");
    }
}

using Casualties.Counts.V1;
using Casualties.Type.V1;

namespace Benchmarks.Limits;

/// <summary>What a claim comes to when it is only a row: no history, no hashes, no request ids.</summary>
internal sealed record BareRow(
    string Name,
    string Incident,
    string Publisher,
    string Originator,
    long Harm,
    long Form,
    long Low,
    long High,
    string PublishedDate,
    string Quote,
    string Url)
{
    public static BareRow Of(ClaimEntry entry)
    {
        var (claim, count) = (entry.Claim, entry.Claim.Counts[0]);
        return new BareRow(
            $"claims/{entry.ClaimId}",
            claim.Incident,
            claim.Publisher,
            claim.Originator,
            (long)count.Harm,
            (long)count.Form,
            count.Low,
            count.Form == CountForm.Exact ? count.High : -1,
            $"{claim.PublishedDate.Year:0000}-{claim.PublishedDate.Month:00}-{claim.PublishedDate.Day:00}",
            claim.VerbatimQuote,
            claim.Url);
    }
}

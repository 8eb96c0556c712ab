using System.Text;
using Casualties.Counts.V1;
using Casualties.Incidents.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Google.Protobuf.WellKnownTypes;
using Google.Type;

namespace Casualties.Gateway.Import;

/// <summary>What the rows of a claim sheet mean in the contracts.</summary>
public static class ClaimSheetMapping
{
    private const string AttributionRemark = "Attribution: ";

    // The words by which a recorder marks, in the note, a number that covers a part of the incident only.
    private const string PartialCount = "partial count";

    /// <summary>How much the remark on the attribution may add to a summary beside the cell itself, in bytes.</summary>
    public static readonly int AttributionRemarkBytes = Encoding.UTF8.GetByteCount(AttributionRemark) + 2;

    /// <summary>An incident.</summary>
    public static IncidentEntry ToEntry(IncidentRow row)
    {
        Attribution? attribution = ToAttribution(row);
        var incident = new Incident
        {
            Title = row.Title,
            Summary = Summary(row, attribution),
            EventTime = new EventTime { StartDate = ToDate(row.Start), EndDate = row.End is { } end ? ToDate(end) : null },
            Place = ToPlace(row),
            Tactic = row.Tactic,
            ExternalIds = { new ExternalId { Scheme = ExternalIdScheme.ClaimSheet, Value = row.Key } },
        };
        if (attribution is not null)
            incident.Attributions.Add(attribution);
        return new IncidentEntry { IncidentId = ResourceIds.OfKey(row.Key), Incident = incident };
    }

    /// <summary>A claim.</summary>
    /// <param name="row">The row.</param>
    /// <param name="publisher">The id of its publisher.</param>
    /// <param name="originator">The id of its originator; null where the publisher does not say.</param>
    public static ClaimEntry ToEntry(ClaimRow row, string publisher, string? originator)
    {
        string incidentId = ResourceIds.OfKey(row.IncidentKey);
        var count = new CountStatement
        {
            Harm = row.Harm,
            Victims = row.Victims?.Clone(),
            Form = row.Form,
            Words = row.Words,
            Coverage = row.Note.Contains(PartialCount, StringComparison.OrdinalIgnoreCase) ? CountCoverage.PartOfIncident : CountCoverage.Unspecified,
        };
        // Presence carries meaning: an empty cell leaves the field unset, a zero sets it.
        if (row.Low is { } low)
            count.Low = low;
        if (row.High is { } high)
            count.High = high;
        var claim = new Claim
        {
            Incident = $"incidents/{incidentId}",
            Publisher = $"sources/{publisher}",
            Originator = originator is null ? "" : $"sources/{originator}",
            Counts = { count },
            Url = row.Url,
            Copies = row.CopiesClaim is { } copies ? $"claims/{ResourceIds.OfClaim(incidentId, copies)}" : "",
            Note = row.Note,
        };
        if (row.PublishedDate is { } day)
        {
            claim.PublishedDate = ToDate(day);
            if (row.PublishedHour is { } hour)
                claim.PublishedTime = Timestamp.FromDateTime(day.ToDateTime(new TimeOnly(hour, 0), DateTimeKind.Utc));
        }

        return new ClaimEntry { ClaimId = ResourceIds.OfClaim(incidentId, row.ClaimNo), Claim = claim };
    }

    /// <summary>A source.</summary>
    public static SourceEntry ToEntry(SheetSource source) => new()
    {
        SourceId = source.Id,
        Source = new Source { DisplayName = source.Name, Type = source.Type },
    };

    // Only a cell that names an actor becomes an attribution. A remark in brackets after the name, and cells that say that nobody took
    // responsibility or that the matter is disputed, are kept word for word in the summary: telling actors apart in free text would be guessing.
    private static Attribution? ToAttribution(IncidentRow row)
    {
        if (row.AttributedTo == "" || row.AttributedTo.StartsWith("unclaimed", StringComparison.OrdinalIgnoreCase)
            || row.AttributedTo.StartsWith("disputed", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        int bracket = row.AttributedTo.IndexOf(" (", StringComparison.Ordinal);
        string actor = bracket > 0 && row.AttributedTo.EndsWith(')') ? row.AttributedTo[..bracket] : row.AttributedTo;
        return new Attribution { Actor = actor, Status = row.AttributionBasis };
    }

    private static string Summary(IncidentRow row, Attribution? attribution)
    {
        if (row.AttributedTo == "" || attribution?.Actor == row.AttributedTo)
            return row.Note;
        string remark = $"{AttributionRemark}{row.AttributedTo}.";
        return row.Note == "" ? remark : $"{row.Note}\n{remark}";
    }

    private static Place? ToPlace(IncidentRow row)
    {
        var place = new Place
        {
            Name = row.Place,
            Country = row.Country,
            Admin1 = row.Admin1 == "multiple" ? "" : row.Admin1,
            Precision = row.Precision,
        };
        if (row is { Latitude: { } latitude, Longitude: { } longitude })
            place.Location = new LatLng { Latitude = latitude, Longitude = longitude };
        return place.CalculateSize() == 0 ? null : place;
    }

    private static Date ToDate(DateOnly day) => new() { Year = day.Year, Month = day.Month, Day = day.Day };
}

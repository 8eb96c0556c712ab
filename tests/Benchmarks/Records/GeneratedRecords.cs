using Casualties.Counts.V1;
using Casualties.Incidents.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Google.Type;

namespace Benchmarks.Records;

/// <summary>Records of about the size and variety of the sample's. Record n of a set is the same in every run.</summary>
internal static class GeneratedRecords
{
    /// <summary>How many sources there are; claims name them in turn.</summary>
    public const int Sources = 200;

    private static readonly DateOnly FirstDay = new(2020, 1, 1);

    public static SourceEntry Source(int number) => new()
    {
        SourceId = SourceId(number),
        Source = new Source
        {
            DisplayName = $"Generated source {number}",
            Type = (number % 4) switch
            {
                0 => SourceType.NewsAgency,
                1 => SourceType.NationalMedia,
                2 => SourceType.OfficialState,
                _ => SourceType.LocalNgoMonitor,
            },
            Languages = { "en" },
            Visibility = Audience.Public,
            Confidentiality = Confidentiality.Open,
        },
    };

    public static IncidentEntry Incident(string set, int number, Audience visibility) => new()
    {
        IncidentId = IncidentId(set, number),
        Incident = new Incident
        {
            Title = $"Generated incident {number} near the market of a district town",
            EventTime = new EventTime { StartDate = DayOf(number) },
            Place = new Place
            {
                Name = $"District {number % 400}",
                Country = "AFG",
                Admin1 = $"Province {number % 34}",
                Location = new LatLng { Latitude = 29.5 + (number % 80 / 10.0), Longitude = 61.0 + (number % 120 / 10.0) },
                Precision = LocationPrecision.Settlement,
            },
            Tactic = (Tactic)(1 + (number % 13)),
            Visibility = visibility,
        },
    };

    /// <summary>The same, of three years and with P-codes: one that has a row in every table by month and first administrative level.</summary>
    public static IncidentEntry PlottedIncident(string set, int number)
    {
        var entry = Incident(set, number, Audience.Public);
        var day = FirstDay.AddDays(number * 7 % 1096);
        entry.Incident.EventTime.StartDate = new Date { Year = day.Year, Month = day.Month, Day = day.Day };
        entry.Incident.Place.Admin1Pcode = $"AF{1 + (number % 34):00}";
        return entry;
    }

    /// <summary>Claim <paramref name="number"/> of a set, of which each incident has <paramref name="perIncident"/>.</summary>
    public static ClaimEntry Claim(string set, int number, int perIncident)
    {
        var (incident, place) = (number / perIncident, number % perIncident);
        var publisher = SourceId(((incident * 7) + (place * 3)) % Sources);
        var originator = place % 3 == 2 ? SourceId((incident * 7) % Sources) : publisher;
        var killed = 1 + (((incident * 31) + (place * 17)) % 40);
        return new ClaimEntry
        {
            ClaimId = $"{set}-{number}",
            Claim = new Claim
            {
                Incident = $"incidents/{IncidentId(set, incident)}",
                Publisher = $"sources/{publisher}",
                Originator = $"sources/{originator}",
                Kind = place == 0 ? ClaimKind.Initial : ClaimKind.Update,
                Counts = { Killed(killed, place), Injured(killed * 2) },
                VerbatimQuote = $"At least {killed} people were killed and {killed * 2} wounded in the attack, officials said.",
                VerbatimLanguage = "en",
                PublishedDate = DayOf(incident + (place / 3)),
                Visibility = Audience.Public,
                Url = $"https://news.example/articles/{set}/{number}",
            },
        };
    }

    public static string IncidentId(string set, int number) => $"{set}-{number}";

    private static string SourceId(int number) => $"source-{number}";

    private static CountStatement Killed(int killed, int place) => place % 2 == 0
        ? new CountStatement { Harm = HarmType.Killed, Form = CountForm.Exact, Low = killed, High = killed }
        : new CountStatement
        {
            Harm = HarmType.Killed,
            Form = CountForm.AtLeast,
            Low = killed,
            Victims = new VictimGroup { Status = CivilianStatus.Civilian },
        };

    private static CountStatement Injured(int injured) => new() { Harm = HarmType.Injured, Form = CountForm.About, Low = injured, High = injured };

    private static Date DayOf(int number)
    {
        var day = FirstDay.AddDays(number % 1500);
        return new Date { Year = day.Year, Month = day.Month, Day = day.Day };
    }
}

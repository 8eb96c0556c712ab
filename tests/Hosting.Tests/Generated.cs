using Casualties.Counts.V1;
using Casualties.Incidents.V1;
using Casualties.Type.V1;
using CsCheck;
using Google.Protobuf.WellKnownTypes;
using Google.Type;
using Enum = System.Enum;

namespace Hosting.Tests;

/// <summary>Random valid records.</summary>
internal static class Generated
{
    private static readonly Gen<string> Word = Gen.OneOf("strike", "Kabul", "به گزارش", "Херсон", "مدرسة", "地点", "\u200Frtl", "line\nline", "tab\t", "🏥", "é", "a\"b\\c");

    private static readonly Gen<string> Text = Word.List[1, 6].Select(words => string.Join(' ', words));

    private static readonly Gen<string> OptionalText = Gen.OneOf(Gen.Const(""), Text);

    private static readonly Gen<string> Id = Gen.OneOf("a", "0", "kabul-2021-08-03", "0198c0de-7000-7000-8000-000000000000", new string('z', 80));

    private static readonly Gen<Date> Day =
        from year in Gen.OneOf(Gen.Int[1990, 2030], Gen.OneOf(1000, 9999, 2000, 1900))
        from month in Gen.Int[0, 12]
        from last in Gen.Bool
        from day in Gen.Int[0, 28]
        select new Date { Year = year, Month = month, Day = month == 0 ? 0 : last ? System.DateTime.DaysInMonth(year, month) : day };

    private static readonly Gen<Timestamp> Time =
        from seconds in Gen.OneOf(Gen.Long[0, 2_000_000_000], Gen.OneOf(-62_135_596_800, 253_402_300_799))
        from nanos in Gen.OneOf(0, 1_000, 999_999_999)
        select new Timestamp { Seconds = seconds, Nanos = nanos };

    private static readonly Gen<Attribution> Attribution =
        from actor in Text
        from role in Any<AttributionRole>()
        from status in Some<AttributionStatus>()
        select new Attribution { Actor = actor, Role = role, Status = status };

    private static readonly Gen<CountStatement> Count =
        from harm in Some<HarmType>()
        from form in Some<CountForm>()
        from low in Gen.Long[0, 10_000_000].Nullable()
        from high in Gen.OneOf(0L, 1L, 10_000_000L).Nullable()
        from words in OptionalText
        from sex in Any<Sex>()
        from coverage in Any<CountCoverage>()
        select With(new CountStatement { Harm = harm, Form = form, Words = words, Coverage = coverage, Victims = new VictimGroup { Sex = sex } }, low, high);

    private static readonly Gen<Place> Place =
        from name in OptionalText
        from country in Gen.OneOf("", "AFG", "UKR", "PSE")
        from latitude in Gen.OneOf(-90.0, 0, 34.52, 90)
        from longitude in Gen.OneOf(-180.0, 0, 69.18, 180)
        from located in Gen.Bool
        from precision in Any<LocationPrecision>()
        from radius in Gen.OneOf(0.0, 0.5, 20_000_000)
        select new Place
        {
            Name = name,
            Country = country,
            Location = located ? new LatLng { Latitude = latitude, Longitude = longitude } : null,
            Precision = precision,
            UncertaintyRadiusM = radius,
        };

    /// <summary>Incidents.</summary>
    public static readonly Gen<Incident> Incident =
        from title in Text
        from summary in OptionalText
        from start in Day
        from place in Place.Null()
        from tactic in Any<Tactic>()
        from attributions in Attribution.List[0, 3]
        from scheme in Some<ExternalIdScheme>()
        select new Incident
        {
            Title = title,
            Summary = summary,
            EventTime = new EventTime { StartDate = start },
            Place = place,
            Tactic = tactic,
            Attributions = { attributions },
            ExternalIds = { new ExternalId { Scheme = scheme, Value = "1" } },
        };

    /// <summary>Claims, with at least one count, one attribution, a day, an instant and texts, so that each can be spoilt.</summary>
    public static readonly Gen<Claim> Claim =
        from incident in Id
        from publisher in Id
        from originator in Gen.OneOf(Gen.Const(""), Id.Select(id => $"sources/{id}"))
        from kind in Any<ClaimKind>()
        from counts in Count.List[1, 5]
        from attributions in Attribution.List[1, 3]
        from quote in Text
        from language in Gen.OneOf("", "en", "fa-AF", "zh-Hant-TW", "x-private")
        from day in Day
        from time in Time
        from url in Gen.OneOf(
            "", "https://example.org/a?b=c#d", "http://example.org:8080", "https://fa.wikipedia.org/wiki/کابل", "HTTPS://EXAMPLE.ORG/(1)")
        from note in OptionalText
        select new Claim
        {
            Incident = $"incidents/{incident}",
            Publisher = $"sources/{publisher}",
            Originator = originator,
            Kind = kind,
            Counts = { counts },
            Attributions = { attributions },
            VerbatimQuote = quote,
            VerbatimLanguage = language,
            PublishedDate = day,
            PublishedTime = time,
            Url = url,
            Note = note,
        };

    private static Gen<T> Any<T>()
        where T : struct, Enum => Gen.OneOf(Enum.GetValues<T>());

    private static Gen<T> Some<T>()
        where T : struct, Enum => Gen.OneOf(Enum.GetValues<T>().Where(value => !value.Equals(default(T))).ToArray());

    private static CountStatement With(CountStatement count, long? low, long? high)
    {
        if (low is { } lowest)
            count.Low = lowest;
        if (high is { } highest)
            count.High = highest;
        return count;
    }
}

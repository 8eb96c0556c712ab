using Casualties.Gateway.Bulletin;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using Google.Type;
using static Import.Tests.Bulletin.Answers;

namespace Import.Tests.Bulletin;

/// <summary>August 2021 in Afghanistan: the incidents of the sample, with their ranges, as a suite would answer.</summary>
internal static class August
{
    public static readonly BulletinRequest Request = new(BulletinWindow.Month(new DateOnly(2021, 8, 1)), "AFG", "");

    private const string LongName = "Afghan Air Force (government spokesmen spoke of Taliban mortars; the ministry said no civilian had died)";

    private static readonly HarmTotal KilledInAll = Killed(210, 131, 318, Bounds(17, 206, open: true), 3, without: 3);
    private static readonly HarmTotal InjuredInAll = Injured(283, 164, 1_576, Bounds(26, 1_359, open: true), 2, without: 4);
    private static readonly HarmTotal NobodyMissing = Total(HarmType.Missing, null, null, 0, 6);

    /// <summary>The bulletin.</summary>
    public static BulletinContent Content() => new(Request, Period(), Course(), Cuts(), Incidents());

    /// <summary>The totals, with the changes.</summary>
    public static Aggregate Period()
    {
        AggregateRow month = InAll(Key(Dimension.Month, "2021-08", "August 2021"));
        month.Changes.Add(Change(HarmType.Killed, ChangeBasis.PreviousPeriod, "2021-07", 5, Difference(-531, -1_270, 72), new Ratio { Median = .28, Low = .13, High = 1.4 }));
        month.Changes.Add(Change(HarmType.Killed, ChangeBasis.SamePeriodLastYear, "2020-08", 1, Difference(174, 92, 284), new Ratio { Median = 5.9, Low = 3.2, High = 10.4 }));
        month.Changes.Add(Change(HarmType.Injured, ChangeBasis.PreviousPeriod, "2021-07", 5, Difference(-1_840, -26_412, 1_190)));
        month.Changes.Add(Change(HarmType.Injured, ChangeBasis.SamePeriodLastYear, "2020-08", 1, Difference(222, 88, 1_515), new Ratio { Median = 4.7, Low = 2.3, High = 26.8 }));
        month.Changes.Add(Change(HarmType.Missing, ChangeBasis.PreviousPeriod, "2021-07", 5, null));
        return Answer(Request.Period(), InAll(null), month);
    }

    /// <summary>The thirteen months, of which nothing is known of two.</summary>
    public static Aggregate Course() => Answer(Request.Course(), Row(41, null, Killed(2_039, 1_328, 3_188, Bounds(454, 2_084, open: true), 33, 8)),
        Month("2020-08", 1, Killed(35, 21, 58, Bounds(20, 30, true)), Injured(59, 40, 110, Bounds(41, 51, true))),
        Month("2020-09", 2, Killed(54, 21, 362, Bounds(22, 50, true), 2), Injured(33, 14, 92, Bounds(21, 46, true), 2)),
        Month("2020-10", 3, Killed(77, 53, 119, Bounds(38, 70, true), 3), Injured(170, 79, 296, Bounds(114, 169, true), 2, 1)),
        Month("2020-11", 4, Killed(124, 85, 643, Bounds(62, 93, true), 4), Injured(196, 142, 285, Bounds(88, 185, true), 4)),
        Month("2020-12", 1, Total(HarmType.Killed, null, Bounds(15, 15, true), 0, 1), Injured(16, 1, 50, Bounds(20, 20))),
        Month("2021-01", 2, Killed(19, 7, 68, Bounds(15, 18, true), 1, 1), Total(HarmType.Injured, null, null, 0, 2)),
        Month("2021-03", 1, Killed(11, 6, 25, Bounds(7, 8, true)), Injured(67, 43, 139, Bounds(47, 54, true))),
        Month("2021-04", 1, Killed(29, 20, 45, Bounds(21, 30, true)), Injured(139, 92, 275, Bounds(61, 110, true))),
        Month("2021-05", 3, Killed(41, 22, 82, Bounds(15, 39, true), 2, 1), Injured(274, 199, 452, Bounds(145, 337, true), 3)),
        Month("2021-06", 5, Killed(66, 35, 214, Bounds(33, 59, true), 4, 1), Injured(42, 26, 86, Bounds(30, 39, true), 3, 2)),
        Month("2021-07", 5, Killed(757, 151, 1_446, Bounds(92, 952, true), 3, 2), Injured(2_126, 2, 26_739, Bounds(1_181, 1_181, true), 1, 4)),
        Month("2021-08", 6, KilledInAll.Clone(), InjuredInAll.Clone()));

    /// <summary>The incidents, two of which lasted; one has no place and no figures.</summary>
    public static IReadOnlyList<ListedIncident> Incidents()
    {
        IncidentReport battle = Report("afg-2021-08-02-lashkargah-day", "One day of fighting in Lashkar Gah", Day(2), Place("Lashkar Gah", "Helmand"), 8, 2,
            Estimate(HarmType.Killed, Count(16, 2, 81), Bounds(10, null, true), CivilianStatus.Civilian), Estimate(HarmType.Injured, Count(95, 2, 287), Bounds(85, 85), CivilianStatus.Civilian));
        battle.EventTime.EndDate = Day(3);
        IncidentReport clinic = Report("afg-2021-08-07-lashkargah-clinic", "Air strikes on a clinic and school, Lashkar Gah", Day(7), Place("Lashkar Gah", "Helmand"), 6, 4,
            Estimate(HarmType.Killed, Count(20, 1, 61), Bounds(1, 20, true), CivilianStatus.Civilian), Estimate(HarmType.Injured, Count(1, 1, 8), Bounds(1, 1), CivilianStatus.Civilian));
        IncidentReport gate = Report("afg-2021-08-26-kabul-airport", "Bombing at Abbey Gate, Kabul airport", Day(26), Place("Abbey Gate, Kabul airport", "Kabul"), 43, 14,
            Estimate(HarmType.Killed, Count(182, 105, 284), Bounds(13, 182, true)), Estimate(HarmType.Injured, Count(246, 136, 1_544), Bounds(15, 1_338, true)));
        gate.Estimates[0].Count.Remarks.Add(EstimateRemark.Rising);
        IncidentReport[] reports =
        [
            battle,
            Report("afg-2021-08-03-kabul-bismillah", "Attack on the acting defence minister house, Kabul", Day(3), Place("Sherpur, Kabul city", "Kabul"), 24, 8,
                Estimate(HarmType.Killed, Count(11, 4, 26), Bounds(4, 10, true)), Estimate(HarmType.Injured, Count(29, 12, 90), Bounds(11, 21, true))),
            clinic,
            gate,
            Report("afg-2021-08-29-kabul-drone", "US drone strike on a family, Kabul", Day(29), null, 27, 12),
            Report("afg-2021-08-30-daykundi-khidir", "Killing of former soldiers and civilians, Khidir", Day(30), Place("Kahor and Dahani Qul, Khidir district", "Daykundi"), 8, 3,
                Estimate(HarmType.Killed, Count(14, 8, 19), Bounds(0, 14)), Estimate(HarmType.Injured, Count(0, 0, 0), Bounds(0, 0))),
            new IncidentReport { Name = "incidents/retracted/report", Incident = "incidents/retracted", Title = "Retracted", EventTime = new EventTime { StartDate = Day(9) }, Retracted = true },
        ];
        return [.. reports.Select(ListedIncident.Of).OfType<ListedIncident>()];
    }

    /// <summary>The cuts, some with values that are not known.</summary>
    public static (BulletinCut Cut, Aggregate Answer)[] Cuts() => [.. BulletinCut.All(Request.Country).Select(cut => (cut, Answer(Request.Cut(cut), InAll(null), Rows(cut.Dimension))))];

    private static AggregateRow[] Rows(Dimension dimension)
    {
        return dimension switch
        {
            Dimension.Cause =>
            [
                Of("CAUSE_CATEGORY_HEAVY_WEAPONS_AND_EXPLOSIVE_MUNITIONS", "Heavy weapons and explosive munitions", 2, Total(HarmType.Killed, null, Bounds(null, 20), 0, 2)),
                Of("CAUSE_CATEGORY_PLANTED_EXPLOSIVES_AND_UXO", "Planted explosives and unexploded ordnance", 2, Killed(195, 115, 301, Bounds(17, 192, true), 2), InjuredInAll.Clone()),
                Of("CAUSE_CATEGORY_SMALL_ARMS_LIGHT_WEAPONS", "Small arms and light weapons", 1, Killed(14, 8, 19, Bounds(0, 14)), Injured(0, 0, 0, Bounds(0, 0))),
                Of("", "", 1),
            ],
            Dimension.Admin1 =>
            [
                Of("Daykundi", "Daykundi", 1, Killed(14, 8, 19, Bounds(0, 14)), Injured(0, 0, 0, Bounds(0, 0))),
                Of("Helmand", "Helmand", 2),
                Of("AF01", "Kabul", 3, Killed(195, 115, 301, Bounds(17, 192, true), 2, 1), InjuredInAll.Clone()),
            ],
            Dimension.Party =>
            [
                Of("Islamic State Khorasan", "Islamic State Khorasan", 1, Killed(182, 105, 284, Bounds(13, 182, true)), Injured(246, 136, 1_544, Bounds(15, 1_338, true))),
                Of("Taliban", "Taliban", 3, Killed(26, 15, 41, Bounds(4, 24, true), 2, 1), Injured(29, 12, 90, Bounds(11, 21, true), 2, 1)),
                Of(LongName, LongName, 1),
                Of("United States", "United States", 1),
                Of("", "", 1),
            ],
            Dimension.Sex => [Of("", "", 6, KilledInAll.Clone(), InjuredInAll.Clone()),
                Of("SEX_FEMALE", "Women and girls", 2, Killed(3, 1, 9, Bounds(1, null, true), 2), Total(HarmType.Injured, null, null, 0, 2))],
            Dimension.AgeGroup => [Of("", "", 6, KilledInAll.Clone(), InjuredInAll.Clone()), Of("AGE_GROUP_CHILD", "Children (under 18)", 3, Killed(10, 7, 16, Bounds(8, 10, true), 3))],
            _ => [Of("", "", 6, KilledInAll.Clone(), InjuredInAll.Clone()), Of("CIVILIAN_STATUS_CIVILIAN", "Civilians", 5, Killed(221, 120, 380, Bounds(30, 214, true), 5))],
        };

        AggregateRow Of(string value, string name, int incidents, params HarmTotal[] totals) => Row(incidents, Key(dimension, value, name), totals);
    }

    private static AggregateRow InAll(DimensionValue? key)
    {
        AggregateRow row = Row(6, key, KilledInAll.Clone(), InjuredInAll.Clone(), NobodyMissing.Clone());
        row.Shares = new IncidentShares { Contested = 5.0 / 6, WithoutSex = 4.0 / 6, WithoutAge = 0.5, CoarselyLocated = 1.0 / 6 };
        row.SpanningIncidentCount = 1;
        return row;
    }

    private static AggregateRow Month(string value, int incidents, params HarmTotal[] totals) => Row(incidents, Key(Dimension.Month, value, value), totals);

    private static Date Day(int day) => new() { Year = 2021, Month = 8, Day = day };

    private static Place Place(string name, string admin1) => new() { Name = name, Admin1 = admin1, Country = "AFG", Precision = LocationPrecision.Settlement };
}

using System.Runtime.InteropServices;
using Casualties.Estimation;
using Casualties.Hosting.Records;
using Casualties.Reports.V1;
using AttributionStatus = Casualties.Type.V1.AttributionStatus;
using VictimGroup = Casualties.Estimation.VictimGroup;

namespace Casualties.Gateway.Reports;

/// <summary>Says in which rows an incident stands. One thread at a time: the list that it answers is used again.</summary>
internal sealed class Cut(AggregatePlan plan)
{
    private readonly Dimension[] dimensions = plan.GroupBy;
    private readonly bool byParty = plan.GroupBy.Contains(Dimension.Party);
    private readonly bool byVictims = plan.GroupBy.Any(IsOfVictims);
    private readonly List<RowPlace> places = [];
    private readonly List<VictimGroup> groups = [plan.Victims];

    /// <summary>Whether a dimension goes through groups of people within an incident.</summary>
    public static bool IsOfVictims(Dimension dimension) => dimension is Dimension.Sex or Dimension.AgeGroup or Dimension.CivilianStatus;

    /// <summary>The rows in which an incident stands, each once. Throws <see cref="Casualties.Hosting.InvalidFields"/>.</summary>
    public List<RowPlace> PlacesOf(Addend addend)
    {
        places.Clear();
        if (byVictims)
            FindGroups(addend);
        foreach (var group in groups)
        {
            if (!byParty || addend.Parties.Length == 0)
                Fill(addend, 0, default, new Choice(group, null, 1));
            else
                foreach (var party in addend.Parties)
                    Fill(addend, 0, default, new Choice(group, party, plan.IsFractional ? 1.0 / addend.Parties.Length : 1));
        }
        return places;
    }

    // The group asked for, and those of its parts that the dimensions tell apart and that the incident has an estimate of.
    private void FindGroups(Addend addend)
    {
        groups.RemoveRange(1, groups.Count - 1);
        foreach (var figure in addend.Figures)
        {
            var part = figure.Victims;
            var whole = part with
            {
                Sex = dimensions.Contains(Dimension.Sex) ? plan.Victims.Sex : part.Sex,
                Age = dimensions.Contains(Dimension.AgeGroup) ? plan.Victims.Age : part.Age,
                Status = dimensions.Contains(Dimension.CivilianStatus) ? plan.Victims.Status : part.Status,
            };
            if (whole == plan.Victims && Array.IndexOf(plan.Harms, figure.Harm) >= 0 && !groups.Contains(part))
                groups.Add(part);
        }
    }

    private void Fill(Addend addend, int at, CutKey key, Choice choice)
    {
        if (at == dimensions.Length)
        {
            if (places.Count == plan.MaxRows)
                throw plan.TooManyRows();
            places.Add(new RowPlace(key, choice.Victims, choice.Weight));
            return;
        }
        switch (dimensions[at])
        {
            case Dimension.Source when addend.Sources.Length > 0:
                foreach (var source in addend.Sources)
                    Fill(addend, at + 1, key.With(at, new CutCode(0, source)), choice);
                break;
            case Dimension.SourceType when addend.SourceTypes.Length > 0:
                foreach (var type in addend.SourceTypes)
                    Fill(addend, at + 1, key.With(at, new CutCode((long)type)), choice);
                break;
            default:
                Fill(addend, at + 1, key.With(at, CodeOf(dimensions[at], addend, choice)), choice);
                break;
        }
    }

    private static CutCode CodeOf(Dimension dimension, Addend addend, Choice choice) => dimension switch
    {
        _ when Periods.Is(dimension) => new(Periods.Of(dimension, addend.Start)),
        Dimension.Country => new(0, addend.Country),
        Dimension.Admin1 => new(0, addend.Admin1),
        Dimension.Admin2 => new(0, addend.Admin2),
        Dimension.Cause => new((long)addend.Cause),
        Dimension.Tactic => new((long)addend.Tactic),
        Dimension.Party => new(0, choice.Party?.Actor ?? TextValue.None),
        Dimension.AttributionStatus => new((long)(choice.Party?.Status ?? addend.Attribution)),
        Dimension.Sex => new((long)choice.Victims.Sex),
        Dimension.AgeGroup => new((long)choice.Victims.Age),
        Dimension.CivilianStatus => new((long)choice.Victims.Status),
        Dimension.OccurrenceGrade => new((long)addend.Occurrence),
        Dimension.AirwarsGrade => new((long)addend.Airwars),
        Dimension.Source => new(0, TextValue.None),
        Dimension.SourceType => new(0),
        _ => throw new ArgumentOutOfRangeException(nameof(dimension)),
    };

    private readonly record struct Choice(VictimGroup Victims, Party? Party, double Weight);
}

/// <summary>A row in which an incident stands.</summary>
/// <param name="Key">Which one.</param>
/// <param name="Victims">Who of the incident is counted in it.</param>
/// <param name="Weight">The probability with which it is counted there.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RowPlace(CutKey Key, VictimGroup Victims, double Weight);

/// <summary>The values of up to three dimensions.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CutKey(CutCode First, CutCode Second, CutCode Third)
{
    /// <summary>The value at a place.</summary>
    public CutCode this[int at] => at switch { 0 => First, 1 => Second, _ => Third };

    /// <summary>With another value at a place.</summary>
    public CutKey With(int at, CutCode code) => at switch
    {
        0 => this with { First = code },
        1 => this with { Second = code },
        _ => this with { Third = code },
    };
}

/// <summary>A value of a dimension: a number or a text.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct CutCode(long number, TextValue? text = null) : IEquatable<CutCode>
{
    public long Number { get; } = number;

    public TextValue? Text { get; } = text;

    public bool Equals(CutCode other) => Number == other.Number && (ReferenceEquals(Text, other.Text) || (Text is not null && Text.Equals(other.Text)));

    public override bool Equals(object? obj) => obj is CutCode other && Equals(other);

    public override int GetHashCode() => Text?.GetHashCode() ?? Number.GetHashCode();
}

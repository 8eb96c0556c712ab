using System.Text;
using Casualties.Estimation;
using Casualties.Incidents.V1;
using Casualties.Sources.V1;
using AirwarsGrade = Casualties.Reports.V1.AirwarsGrade;
using AttributionStatus = Casualties.Type.V1.AttributionStatus;
using DatePrecision = Casualties.Type.V1.DatePrecision;
using EvidenceGrade = Casualties.Reports.V1.EvidenceGrade;

namespace Casualties.Gateway.Reports;

/// <summary>Addends as bytes, for the table of the read model. A change here is a change of the schema: <see cref="ReadModelStatements.SchemaVersion"/> names both.</summary>
internal static class AddendCode
{
    private const long Absent = -1;

    public static byte[] Write(Addend addend)
    {
        using var bytes = new MemoryStream();
        using var to = new BinaryWriter(bytes, Encoding.UTF8);
        to.Write(addend.Incident);
        Write(to, addend.Start);
        Write(to, addend.End);
        to.Write(addend.Country.Text);
        WriteArea(to, addend.Admin1);
        WriteArea(to, addend.Admin2);
        foreach (var number in (int[])[(int)addend.Tactic, (int)addend.Cause, (int)addend.Attribution, (int)addend.Occurrence, (int)addend.Airwars, addend.UnlistedOriginators, addend.Claims, (int)addend.Marks])
            to.Write7BitEncodedInt(number);
        to.Write(addend.RecordTime);
        Write(to, addend.Parties, static (to, party) =>
        {
            to.Write(party.Actor.Display);
            to.Write7BitEncodedInt((int)party.Status);
        });
        Write(to, addend.Sources, static (to, source) =>
        {
            to.Write(source.Text);
            to.Write(source.Display);
        });
        Write(to, addend.SourceTypes, static (to, type) => to.Write7BitEncodedInt((int)type));
        Write(to, addend.Originators, static (to, name) => to.Write(name));
        Write(to, addend.Figures, Write);
        to.Flush();
        return bytes.ToArray();
    }

    /// <summary>Reads an addend, which keeps the bytes.</summary>
    public static Addend Read(byte[] bytes, TextValue.Pool pool)
    {
        using var from = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        var (incident, start, end) = (from.ReadString(), ReadDay(from), ReadDay(from));
        var country = pool.Take(new(from.ReadString()));
        var admin1 = pool.Take(ReadArea(from, country.Text, null));
        return new Addend
        {
            Incident = incident,
            Start = start,
            End = end,
            Country = country,
            Admin1 = admin1,
            Admin2 = pool.Take(ReadArea(from, country.Text, admin1)),
            Tactic = (Tactic)from.Read7BitEncodedInt(),
            Cause = (CauseCategory)from.Read7BitEncodedInt(),
            Attribution = (AttributionStatus)from.Read7BitEncodedInt(),
            Occurrence = (EvidenceGrade)from.Read7BitEncodedInt(),
            Airwars = (AirwarsGrade)from.Read7BitEncodedInt(),
            UnlistedOriginators = from.Read7BitEncodedInt(),
            Claims = from.Read7BitEncodedInt(),
            Marks = (AddendMarks)from.Read7BitEncodedInt(),
            RecordTime = from.ReadInt64(),
            Parties = ReadAll(from, from => new Party(pool.Take(Party.ActorOf(from.ReadString())), (AttributionStatus)from.Read7BitEncodedInt())),
            Sources = ReadAll(from, from => pool.Take(new TextValue(from.ReadString(), from.ReadString()))),
            SourceTypes = ReadAll(from, static from => (SourceType)from.Read7BitEncodedInt()),
            Originators = ReadAll(from, static from => from.ReadString()),
            Figures = ReadAll(from, from => ReadFigure(from, bytes)),
        };
    }

    private static void Write(BinaryWriter to, EventDay day)
    {
        to.Write7BitEncodedInt(day.Year);
        to.Write((byte)day.Month);
        to.Write((byte)day.Day);
        to.Write((byte)day.Precision);
    }

    private static void WriteArea(BinaryWriter to, TextValue area)
    {
        to.Write(area.Text);
        to.Write(area.Display);
        to.Write(area.IsPcode);
    }

    private static TextValue ReadArea(BinaryReader from, string country, TextValue? admin1)
    {
        var (text, display, isPcode) = (from.ReadString(), from.ReadString(), from.ReadBoolean());
        return text.Length == 0 ? TextValue.None : new(text, display, country, admin1, isPcode);
    }

    private static EventDay ReadDay(BinaryReader from) => new(from.Read7BitEncodedInt(), from.ReadByte(), from.ReadByte(), (DatePrecision)from.ReadByte());

    private static void Write<T>(BinaryWriter to, T[] all, Action<BinaryWriter, T> write)
    {
        to.Write7BitEncodedInt(all.Length);
        foreach (var one in all)
            write(to, one);
    }

    private static T[] ReadAll<T>(BinaryReader from, Func<BinaryReader, T> read)
    {
        var all = new T[from.Read7BitEncodedInt()];
        for (var i = 0; i < all.Length; i++)
            all[i] = read(from);
        return all;
    }

    private static void Write(BinaryWriter to, AddendFigure figure)
    {
        foreach (var number in (int[])[(int)figure.Harm, (int)figure.Victims.Sex, (int)figure.Victims.Age, (int)figure.Victims.Status, (int)figure.Victims.Perpetrators])
            to.Write((byte)number);
        to.Write7BitEncodedInt64(figure.Bounds.Low ?? Absent);
        to.Write7BitEncodedInt64(figure.Bounds.High ?? Absent);
        to.Write(figure.Bounds.OpenAbove);
        to.Write7BitEncodedInt(figure.Distribution?.Cells.Length ?? 0);
        if (figure.Distribution is not { } distribution)
            return;
        to.Write(distribution.Cells.Span);
        to.Write7BitEncodedInt64(distribution.Extent.Top);
        to.Write(distribution.Extent.Mean);
        to.Write(distribution.Extent.Variance);
        var alone = distribution.Alone;
        to.Write7BitEncodedInt64(alone.Ranges.Median);
        foreach (var range in (CountInterval[])[alone.Ranges.Half, alone.Ranges.FourFifths, alone.Ranges.NineTenths, alone.Ranges.Most])
        {
            to.Write7BitEncodedInt64(range.Low);
            to.Write7BitEncodedInt64(range.High);
        }
        to.Write7BitEncodedInt64(alone.Mode);
        to.Write(alone.ProbabilityOfAny);
    }

    private static AddendFigure ReadFigure(BinaryReader from, ReadOnlyMemory<byte> bytes)
    {
        var harm = (Harm)from.ReadByte();
        var victims = new VictimGroup((Sex)from.ReadByte(), (AgeGroup)from.ReadByte(), (CivilianStatus)from.ReadByte(), (PerpetratorScope)from.ReadByte());
        var bounds = new DocumentedBounds(Known(from.Read7BitEncodedInt64()), Known(from.Read7BitEncodedInt64()), from.ReadBoolean());
        var length = from.Read7BitEncodedInt();
        if (length == 0)
            return new(harm, victims, bounds, null);
        // Not copied: they are most of the bytes.
        var cells = bytes.Slice((int)from.BaseStream.Position, length);
        from.BaseStream.Position += length;
        var extent = new CountExtent(from.Read7BitEncodedInt64(), from.ReadDouble(), from.ReadDouble());
        var ranges = new CountRanges(from.Read7BitEncodedInt64(), ReadRange(from), ReadRange(from), ReadRange(from), ReadRange(from));
        return new(harm, victims, bounds, new FigureDistribution(extent, new SumEstimate(ranges, from.Read7BitEncodedInt64(), extent.Mean, from.ReadDouble()), cells));
    }

    private static CountInterval ReadRange(BinaryReader from) => new(from.Read7BitEncodedInt64(), from.Read7BitEncodedInt64());

    private static long? Known(long number) => number == Absent ? null : number;
}

using System.Text;
using Casualties.Gateway.Import;
using CsCheck;

namespace Import.Tests;

public sealed class HostileSheetTests
{
    [Fact]
    public void A_line_of_200_MB_is_quarantined_without_being_held()
    {
        byte[] head = Encoding.UTF8.GetBytes(Sheets.ClaimHeader + Sheets.Claim);
        byte[] tail = Encoding.UTF8.GetBytes("\nblast-1,2,2021-08-03,Paper,,,killed,exact,1,1,,total,,,\n");
        var sheet = new ClaimSheet(
            () => new MemoryStream(Encoding.UTF8.GetBytes(Sheets.IncidentHeader + Sheets.Incident)),
            () => new LongLine(head, 200_000_000, tail));

        long before = GC.GetAllocatedBytesForCurrentThread();
        SheetReading reading = Sheets.Read(sheet);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal([": the line is longer than 65,536 bytes"], reading.Faults("claims.csv", 3));
        Assert.Equal([1, 2], reading.Claims.Select(claim => claim.ClaimNo));
        Assert.InRange(allocated, 0, 20_000_000);
    }

    [Fact]
    public void A_file_past_the_size_limit_is_refused_whole()
    {
        byte[] head = Encoding.UTF8.GetBytes(Sheets.ClaimHeader);
        var sheet = new ClaimSheet(
            () => new MemoryStream(Encoding.UTF8.GetBytes(Sheets.IncidentHeader + Sheets.Incident)),
            () => new LongLine(head, SheetLimits.MaxFileBytes, []));
        var refused = Assert.Throws<ClaimSheetRefused>(() => sheet.Survey(TestContext.Current.CancellationToken));
        Assert.Equal(["the file is larger than 1,073,741,824 bytes"], refused.Reasons);
    }

    [Fact]
    public void Whatever_the_bytes_of_a_sheet_every_row_is_either_good_or_quarantined()
    {
        byte[] incidents = Encoding.UTF8.GetBytes(Sheets.IncidentHeader + Sheets.Incident);
        byte[] claims = Encoding.UTF8.GetBytes(
            Sheets.ClaimHeader + Sheets.Claim
            + "blast-1,2,2021-08-03T17,\"Paper, The\",Hôpital,hospital,injured,more_than,20,,,civilians,1,https://example.org/2,\"a \"\"note\"\"\nof two lines\"\n"
            + "blast-1,3,,Paper,,,missing,verbal,,,dozens,children,,,\n");
        int header = Sheets.ClaimHeader.Length;
        Gen.Int[header, claims.Length - 1].Select(Gen.Byte).Array[1, 6].Sample(mutations =>
        {
            byte[] mutated = [.. claims];
            foreach ((int place, byte value) in mutations)
                mutated[place] = value;
            SheetReading reading = Sheets.Read(Sheets.Of(incidents, mutated));
            Assert.Equal(reading.Survey.ClaimRowCount, reading.Claims.Count + reading.Quarantine.Count);
            Assert.All(reading.Quarantine.First, row => Assert.NotEmpty(row.Faults));
            Assert.All(reading.Claims, row => ClaimSheetMapping.ToEntry(row, "publisher", null));
        }, iter: 20_000);
    }

    [Fact]
    public void Whatever_the_bytes_of_a_header_the_sheet_is_read_or_refused()
    {
        byte[] claims = Encoding.UTF8.GetBytes(Sheets.ClaimHeader + Sheets.Claim);
        byte[] incidents = Encoding.UTF8.GetBytes(Sheets.IncidentHeader + Sheets.Incident);
        Gen.Int[0, Sheets.IncidentHeader.Length - 1].Select(Gen.Byte).Array[1, 3].Sample(mutations =>
        {
            byte[] mutated = [.. incidents];
            foreach ((int place, byte value) in mutations)
                mutated[place] = value;
            try
            {
                Sheets.Read(Sheets.Of(mutated, claims));
            }
            catch (ClaimSheetRefused refused)
            {
                Assert.NotEmpty(refused.Reasons);
            }
        }, iter: 5_000);
    }

    /// <summary>A file with one very long line, made while it is read.</summary>
    private sealed class LongLine(byte[] head, long length, byte[] tail) : Stream
    {
        private long position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => head.Length + length + tail.Length;

        public override long Position { get => position; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            long start = position;
            (byte[] part, long at) = position < head.Length ? (head, position) : (tail, position - head.Length - length);
            if (position >= head.Length && at < 0)
            {
                int filled = (int)Math.Min(count, -at);
                buffer.AsSpan(offset, filled).Fill((byte)'x');
                position += filled;
            }
            else
            {
                int copied = (int)Math.Min(count, part.Length - at);
                part.AsSpan((int)at, copied).CopyTo(buffer.AsSpan(offset));
                position += copied;
            }

            return (int)(position - start);
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

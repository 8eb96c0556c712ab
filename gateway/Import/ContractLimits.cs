using Casualties.Counts.V1;
using Casualties.Incidents.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Google.Protobuf.Reflection;

namespace Casualties.Gateway.Import;

/// <summary>The limits of the contracts that cells of a sheet end up under, read from the contracts themselves.</summary>
internal static class ContractLimits
{
    public static readonly int Title = MaxBytes(Incident.Descriptor, Incident.TitleFieldNumber);
    public static readonly int Summary = MaxBytes(Incident.Descriptor, Incident.SummaryFieldNumber);
    public static readonly int ExternalIdValue = MaxBytes(ExternalId.Descriptor, ExternalId.ValueFieldNumber);
    public static readonly int PlaceName = MaxBytes(Place.Descriptor, Place.NameFieldNumber);
    public static readonly int Admin1 = MaxBytes(Place.Descriptor, Place.Admin1FieldNumber);
    public static readonly int Actor = MaxBytes(Attribution.Descriptor, Attribution.ActorFieldNumber);
    public static readonly int SourceName = MaxBytes(Source.Descriptor, Source.DisplayNameFieldNumber);
    public static readonly int Words = MaxBytes(CountStatement.Descriptor, CountStatement.WordsFieldNumber);
    public static readonly int Url = MaxBytes(Claim.Descriptor, Claim.UrlFieldNumber);
    public static readonly int Note = MaxBytes(Claim.Descriptor, Claim.NoteFieldNumber);
    public static readonly int People = (int)Limit(CountStatement.Descriptor, CountStatement.HighFieldNumber).Max;

    private static int MaxBytes(MessageDescriptor message, int field) => (int)Limit(message, field).MaxBytes;

    private static FieldLimit Limit(MessageDescriptor message, int field) =>
        message.FindFieldByNumber(field).GetOptions().GetExtension(LimitExtensions.Limit);
}

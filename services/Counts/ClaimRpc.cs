using Casualties.Counts.V1;
using Casualties.Hosting;
using Casualties.Hosting.Records;

namespace Casualties.Counts;

/// <summary>The service's RPCs. Each folder beside this file holds those of one capability, with its rules.</summary>
public sealed partial class ClaimRpc(
    RecordReader<Claim> reader, RecordWriter<Claim> writer, RecordWatch watch, OpenStreams streams) : ClaimService.ClaimServiceBase;

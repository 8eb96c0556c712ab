using Casualties.Hosting;
using Casualties.Hosting.Records;
using Casualties.Sources.V1;

namespace Casualties.Sources;

/// <summary>The service's RPCs. Each folder beside this file holds those of one capability, with its rules.</summary>
public sealed partial class SourceRpc(
    RecordReader<Source> reader,
    RecordWriter<Source> writer,
    RecordReader<Calibration> calibrationReader,
    RecordWriter<Calibration> calibrationWriter,
    RecordWatch watch,
    OpenStreams streams) : SourceService.SourceServiceBase;

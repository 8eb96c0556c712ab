using Casualties.Hosting;
using Casualties.Hosting.Records;
using Casualties.Sources.V1;
using Casualties.Storage;
using Grpc.Core;

namespace Casualties.Sources;

public sealed partial class SourceRpc
{
    /// <inheritdoc/>
    public override Task<Calibration> CreateCalibration(CreateCalibrationRequest request, ServerCallContext context) =>
        calibrationWriter.WriteAsync(request, request.RequestId, "", context, scope =>
        {
            var calibration = OutputOnly.Clear(request.Calibration);
            calibration.Name = scope.NewName(request.CalibrationId, "calibration_id");
            calibration.State = CalibrationState.InForce;
            return scope.Add(calibration);
        });

    /// <inheritdoc/>
    public override Task<Calibration> GetCalibration(GetCalibrationRequest request, ServerCallContext context) =>
        calibrationReader.GetAsync(request.Name, request.MinRevision, request.AsOf, context);

    /// <inheritdoc/>
    public override async Task<ListCalibrationsResponse> ListCalibrations(ListCalibrationsRequest request, ServerCallContext context)
    {
        var page = await calibrationReader.ListAsync(
            request.PageSize, request.PageToken, request.Filter, request.MinRevision, request.AsOf, context);
        return new ListCalibrationsResponse { Calibrations = { page.Records }, NextPageToken = page.NextPageToken, Revision = page.Revision };
    }

    /// <inheritdoc/>
    public override Task<Calibration> RetractCalibration(RetractCalibrationRequest request, ServerCallContext context) =>
        calibrationWriter.WriteAsync(request, request.RequestId, request.Reason, context, scope =>
        {
            var calibration = scope.GetUnchanged(request.Name, request.Etag);
            if (calibration.State != CalibrationState.InForce)
                throw new StateForbids(calibration.Name, "CALIBRATION_STATE_RETRACTED", $"{calibration.Name} was retracted.");
            calibration.State = CalibrationState.Retracted;
            return scope.Append(calibration);
        });
}

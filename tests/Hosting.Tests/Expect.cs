using System.Text;
using Casualties.Hosting;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace Hosting.Tests;

/// <summary>Reads errors as a client does, and holds every one of them to the shape that all errors of the suite have.</summary>
internal static class Expect
{
    private static readonly JsonParser Parser = new(
        JsonParser.Settings.Default.WithTypeRegistry(TypeRegistry.FromFiles(ErrorDetailsReflection.Descriptor)));

    public const string RequestId = "0e4bd6a6-6d35-4b6c-9b7e-3f2a1c5d8e90";

    public static async Task<Google.Rpc.Status> RefusedAsync(Func<Task> call)
    {
        var thrown = await Assert.ThrowsAsync<RpcException>(call);
        var status = thrown.GetRpcStatus();
        Assert.True(status is not null, $"An error without details: {thrown.Status}");
        Assert.Equal((int)thrown.StatusCode, status.Code);
        return status;
    }

    public static async Task<Google.Rpc.Status> RefusedAsync(HttpResponseMessage response, int httpStatus)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == httpStatus, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return Parser.Parse<Google.Rpc.Status>(text);
    }

    /// <summary>The one ErrorInfo, with the reason and exactly the metadata expected.</summary>
    public static ErrorInfo Info(this Google.Rpc.Status status, StatusCode code, string reason, params string[] metadata)
    {
        Assert.Equal((int)code, status.Code);
        var info = Assert.Single(status.Details, detail => detail.Is(ErrorInfo.Descriptor)).Unpack<ErrorInfo>();
        Assert.Equal(StatusErrors.Domain, info.Domain);
        Assert.Equal(reason, info.Reason);
        Assert.Equal(metadata.Order(), info.Metadata.Keys.Order());
        return info;
    }

    /// <summary>The paths of the violations, in order.</summary>
    public static string[] Violations(this Google.Rpc.Status status)
    {
        status.Info(StatusCode.InvalidArgument, "INVALID_FIELD");
        return [.. Detail<BadRequest>(status).FieldViolations.Select(violation => violation.Field)];
    }

    public static T Detail<T>(this Google.Rpc.Status status)
        where T : class, IMessage<T>, new() =>
        Assert.Single(status.Details, detail => detail.Is(new T().Descriptor)).Unpack<T>();

    public static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}

using Google.Rpc;
using Grpc.Core;

namespace Casualties.Gateway;

/// <summary>A batch is answered whole or not at all; where it is not, the error says which records there are not.</summary>
internal static class MissingRecords
{
    /// <summary>The names of the records that an error says are missing; none if it is not about missing records.</summary>
    public static IReadOnlyList<string> NamedBy(RpcException exception) => exception.StatusCode == StatusCode.NotFound
        ? [.. exception.GetRpcStatus()?.Details.Where(detail => detail.Is(ResourceInfo.Descriptor)).Select(detail => detail.Unpack<ResourceInfo>().ResourceName) ?? []]
        : [];
}

using System.Net;
using System.Net.Sockets;

namespace Casualties.Hosting;

/// <summary>The network of an address: enough to tell attackers apart, too little to tell who a reader is.</summary>
internal static class Network
{
    private const int Version4Bits = 24;
    private const int Version6Bits = 64;

    /// <summary>For example "203.0.113.0/24"; empty where there is no address, as behind a socket.</summary>
    public static string Of(IPAddress? address)
    {
        if (address is null)
            return "";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        var bits = address.AddressFamily == AddressFamily.InterNetwork ? Version4Bits : Version6Bits;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(bits / 8).Clear();
        return $"{new IPAddress(bytes)}/{bits}";
    }
}

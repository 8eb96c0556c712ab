using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Reliability.Tests;

/// <summary>Signals to processes, which .NET cannot send but for SIGKILL. Their numbers differ between systems.</summary>
internal static class Signals
{
    private const int Terminate = 15;
    private static readonly int Stop = OperatingSystem.IsLinux() ? 19 : 17;
    private static readonly int Continue = OperatingSystem.IsLinux() ? 18 : 19;

    /// <summary>SIGTERM: asks a process to end.</summary>
    public static void AskToEnd(this Process process) => Send(process, Terminate);

    /// <summary>SIGSTOP: the process stands still, with all its connections open.</summary>
    public static void Freeze(this Process process) => Send(process, Stop);

    /// <summary>SIGCONT: the process goes on as if nothing had been.</summary>
    public static void Thaw(this Process process) => Send(process, Continue);

    private static void Send(Process process, int signal)
    {
        if (Kill(process.Id, signal) != 0)
            throw new Win32Exception(string.Create(CultureInfo.InvariantCulture, $"Signal {signal} could not be sent (errno {Marshal.GetLastPInvokeError()})."));
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}

namespace Casualties.Gateway.Commands;

/// <summary>What the executable answers to the shell.</summary>
internal static class ExitCodes
{
    /// <summary>All went well.</summary>
    public const int Fine = 0;

    /// <summary>The command did its work and found something wrong: rows in quarantine, a refused sheet, a broken chain.</summary>
    public const int Refused = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>A suite cannot be reached or a store cannot be opened.</summary>
    public const int Unreachable = 3;

    /// <summary>The command was interrupted.</summary>
    public const int Interrupted = 130;

    /// <summary>The codes, for the help.</summary>
    public const string Help =
        "Exit codes: 0 fine; 1 something was refused or is faulty; 2 wrong command line; 3 a suite cannot be reached or a store cannot be opened; 130 interrupted.";
}

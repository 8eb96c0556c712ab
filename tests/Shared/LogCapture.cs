using Microsoft.Extensions.Logging;

namespace Casualties.Tests.Shared;

/// <summary>Something that the suite logged.</summary>
/// <param name="Level">How serious it is.</param>
/// <param name="Category">Who logged it.</param>
/// <param name="Text">The message, with the exception behind it if there is one.</param>
public sealed record LogEntry(LogLevel Level, string Category, string Text)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Level} {Category}: {Text}";
}

/// <summary>
/// Keeps what the processes of a suite log, so that a test fails if one of them logged an error that nobody expected: a test that only
/// looks at answers passes over a fault that the suite swallowed.
/// </summary>
public sealed class LogCapture : ILoggerProvider
{
    private readonly Lock gate = new();
    private readonly List<LogEntry> entries = [];
    private readonly List<Func<LogEntry, bool>> expected = [];

    /// <summary>Everything logged so far, oldest first.</summary>
    public IReadOnlyList<LogEntry> Entries
    {
        get
        {
            lock (gate)
                return [.. entries];
        }
    }

    /// <summary>Errors, and worse, that no test said it expects.</summary>
    public IReadOnlyList<LogEntry> UnexpectedErrors
    {
        get
        {
            lock (gate)
                return [.. entries.Where(entry => entry.Level >= LogLevel.Error && !expected.Exists(expects => expects(entry)))];
        }
    }

    /// <summary>Says that errors which contain this text belong to the test.</summary>
    public void Expect(string text)
    {
        lock (gate)
            expected.Add(entry => entry.Text.Contains(text, StringComparison.Ordinal));
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    /// <inheritdoc/>
    public void Dispose()
    {
        // The processes of a suite dispose of their providers when they stop; what they logged must outlive them.
    }

    private void Add(LogEntry entry)
    {
        lock (gate)
            entries.Add(entry);
    }

    private sealed class Logger(LogCapture capture, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var text = formatter(state, exception);
            capture.Add(new LogEntry(logLevel, category, exception is null ? text : $"{text}\n{exception}"));
        }
    }
}

using System.Collections.Concurrent;

namespace Casualties.Hosting;

/// <summary>
/// Tokens that were found good a moment ago. Every call looks here, so a look allocates nothing and costs little beside the least of answers.
/// </summary>
internal sealed class KnownTokens
{
    /// <summary>How many tokens are remembered.</summary>
    public const int MaxTokens = 10_000;

    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, Good> _good = new(new BySignature());
    private readonly ConcurrentDictionary<string, Good>.AlternateLookup<ReadOnlySpan<char>> _look;

    /// <param name="time">The clock.</param>
    public KnownTokens(TimeProvider time)
    {
        _time = time;
        _look = _good.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Whose token it is; null if it is not remembered.</summary>
    public Caller? CallerOf(ReadOnlySpan<char> token) => _look.TryGetValue(token, out var good) && good.Until > _time.GetUtcNow() ? good.Caller : null;

    /// <summary>Remembers a token that is good.</summary>
    public void Add(string token, Caller caller, DateTimeOffset until)
    {
        if (_good.Count >= MaxTokens)
            MakeRoom();
        _good[token] = new Good(caller, until);
    }

    // What is forgotten is looked at again.
    private void MakeRoom()
    {
        var now = _time.GetUtcNow();
        foreach (var (token, good) in _good)
        {
            if (good.Until <= now)
                _good.TryRemove(token, out _);
        }
        if (_good.Count >= MaxTokens)
            _good.Clear();
    }

    private sealed record Good(Caller Caller, DateTimeOffset Until);

    /// <summary>
    /// Hashes the end of a token's signature alone. Only good tokens are kept, and whoever cannot sign cannot choose any whose hashes are equal.
    /// </summary>
    private sealed class BySignature : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<char>, string>
    {
        private const int HashedCharacters = 32;

        public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

        public bool Equals(ReadOnlySpan<char> alternate, string other) => alternate.SequenceEqual(other);

        public int GetHashCode(string obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<char> alternate) => string.GetHashCode(alternate[Math.Max(0, alternate.Length - HashedCharacters)..], StringComparison.Ordinal);

        public string Create(ReadOnlySpan<char> alternate) => alternate.ToString();
    }
}

namespace Storage.Conformance.Sqlite;

public sealed class SqliteWriting : WritingConformance<SqliteStore>;

public sealed class SqliteTimes : TimeConformance<SqliteStore>;

public sealed class SqliteReading : ReadingConformance<SqliteStore>;

public sealed class SqliteFeed : FeedConformance<SqliteStore>;

public sealed class SqliteVerifying : VerificationConformance<SqliteStore>;

public sealed class SqliteExpunging : ExpungeConformance<SqliteStore>;

public sealed class SqliteFailing : FailureConformance<SqliteStore>;

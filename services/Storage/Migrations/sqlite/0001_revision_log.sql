-- Small columns stand before the payload, so that reading them never follows the payload's overflow pages.
CREATE TABLE record (
    id   INTEGER PRIMARY KEY, -- 1, 2, 3 … in the order in which records were first recorded
    name TEXT    NOT NULL UNIQUE
);

CREATE TABLE revision (
    number       INTEGER PRIMARY KEY,
    record_id    INTEGER NOT NULL,
    recorded_at  INTEGER NOT NULL, -- microseconds since 1970-01-01T00:00:00Z
    request_id   BLOB    NOT NULL, -- 16 bytes
    hash         BLOB    NOT NULL, -- 32 bytes
    payload_hash BLOB    NOT NULL, -- 32 bytes; of the content as it was recorded, though some of it may have been expunged
    salt         BLOB    NOT NULL, -- 16 bytes; another one once content was expunged
    actor        TEXT    NOT NULL,
    reason       TEXT    NOT NULL,
    manifest     BLOB,             -- what this revision expunged: 40 bytes a revision; null if nothing
    payload      BLOB    NOT NULL
);

-- Every index entry ends with the row's number, so this finds the newest revision of a record at or before any other one.
CREATE INDEX revision_of_record ON revision (record_id);

-- The expunges of a record; as good as empty.
CREATE INDEX revision_that_expunged ON revision (record_id) WHERE manifest IS NOT NULL;

CREATE TABLE request (
    id       BLOB    PRIMARY KEY, -- 16 bytes
    hash     BLOB,                -- 32 bytes; null once expunged
    revision INTEGER NOT NULL,    -- the newest one after the request was carried out
    response BLOB                 -- null once expunged
);

-- Requests whose expunge is committed, but whose bytes may still be in the file.
CREATE TABLE erasure (
    request_id BLOB PRIMARY KEY -- 16 bytes
);

CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
);

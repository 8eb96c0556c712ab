-- What events are filtered by. An event is never changed, so its one span has no end.
CREATE TABLE events_index (
    record_id   INTEGER NOT NULL,
    valid_from  INTEGER NOT NULL,
    valid_to    INTEGER NOT NULL,
    caller      TEXT,
    kind        TEXT,
    method      TEXT,
    outcome     TEXT,
    create_time TEXT,
    PRIMARY KEY (record_id, valid_from)
) WITHOUT ROWID;
CREATE INDEX events_index_caller ON events_index (caller);
CREATE INDEX events_index_create_time ON events_index (create_time);

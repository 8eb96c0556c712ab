-- What sources are filtered by, one row for each span of revisions in which the values held.
CREATE TABLE sources_index (
    record_id    INTEGER NOT NULL,
    valid_from   INTEGER NOT NULL,
    valid_to     INTEGER NOT NULL,
    type         TEXT,
    display_name TEXT,
    state        TEXT,
    visibility   TEXT,
    PRIMARY KEY (record_id, valid_from)
) WITHOUT ROWID;
CREATE INDEX sources_index_name ON sources_index (display_name);

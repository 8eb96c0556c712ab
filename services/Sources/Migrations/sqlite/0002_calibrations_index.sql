-- What calibrations are filtered by, one row for each span of revisions in which the values held.
CREATE TABLE calibrations_index (
    record_id  INTEGER NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_to   INTEGER NOT NULL,
    state      TEXT,
    PRIMARY KEY (record_id, valid_from)
) WITHOUT ROWID;

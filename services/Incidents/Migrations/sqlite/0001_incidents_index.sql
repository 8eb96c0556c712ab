-- What incidents are filtered by, one row for each span of revisions in which the values held.
CREATE TABLE incidents_index (
    record_id  INTEGER NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_to   INTEGER NOT NULL,
    country    TEXT,
    admin1     TEXT,
    start_date TEXT,
    tactic     TEXT,
    state      TEXT,
    visibility TEXT,
    PRIMARY KEY (record_id, valid_from)
) WITHOUT ROWID;
CREATE INDEX incidents_index_country ON incidents_index (country, record_id);

-- What claims are filtered by, one row for each span of revisions in which the values held.
CREATE TABLE claims_index (
    record_id      INTEGER NOT NULL,
    valid_from     INTEGER NOT NULL,
    valid_to       INTEGER NOT NULL,
    incident       TEXT,
    publisher      TEXT,
    originator     TEXT,
    published_date TEXT,
    state          TEXT,
    visibility     TEXT,
    PRIMARY KEY (record_id, valid_from)
) WITHOUT ROWID;
CREATE INDEX claims_index_incident ON claims_index (incident, record_id);
CREATE INDEX claims_index_publisher ON claims_index (publisher, record_id);
CREATE INDEX claims_index_originator ON claims_index (originator, record_id);

-- What the three change feeds said so far, and the reports computed from it. All of it can be computed again from the feeds.
CREATE TABLE checkpoint (
    service  TEXT PRIMARY KEY,
    revision INTEGER NOT NULL,
    hash     BLOB NOT NULL
) WITHOUT ROWID;

-- The code that computed the reports: reports of other code are computed again. The view id is new whenever the view is filled from nothing.
CREATE TABLE computed_by (
    version TEXT NOT NULL,
    view_id TEXT NOT NULL
);

CREATE TABLE incident (
    name    TEXT PRIMARY KEY,
    payload BLOB NOT NULL
);

CREATE TABLE claim (
    name       TEXT PRIMARY KEY,
    incident   TEXT NOT NULL,
    publisher  TEXT NOT NULL,
    originator TEXT NOT NULL,
    payload    BLOB NOT NULL
);
CREATE INDEX claim_incident ON claim (incident);
CREATE INDEX claim_publisher ON claim (publisher, incident);
CREATE INDEX claim_originator ON claim (originator, incident);

CREATE TABLE source (
    name    TEXT PRIMARY KEY,
    payload BLOB NOT NULL
);

-- Reports under the default policy, ready to be sent. The sequence orders the changes of reports.
CREATE TABLE report (
    incident   TEXT PRIMARY KEY,
    sequence   INTEGER NOT NULL,
    start_date TEXT NOT NULL,
    country    TEXT NOT NULL,
    body       BLOB NOT NULL
);
CREATE UNIQUE INDEX report_sequence ON report (sequence);
CREATE INDEX report_start ON report (start_date, incident);

-- What the three change feeds said so far, and the reports computed from it. All of it can be computed again from the feeds.
CREATE TABLE checkpoint (
    service      TEXT PRIMARY KEY,
    revision     INTEGER NOT NULL,
    hash         BLOB NOT NULL,
    public_time  INTEGER NOT NULL, -- when what the public may know of was last recorded, microseconds since 1970-01-01T00:00:00Z; 0: never
    partner_time INTEGER NOT NULL  -- the same for partners
) WITHOUT ROWID;

-- The code that computed the reports: reports of other code are computed again. The view id is new whenever the view is filled from nothing.
CREATE TABLE computed_by (
    version TEXT NOT NULL,
    view_id TEXT NOT NULL,
    filled  INTEGER NOT NULL, -- 1: all three services were followed to their ends once; before, what was hidden later may still be open here
    aged_to TEXT              -- the public is told more precisely where incidents happened that ended before this day; NULL: the view is new
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

-- Reports under the default policy, ready to be sent, one for each audience that may know of the incident. The sequence orders the changes that an
-- audience can see; without a body, the change is that it can see the report no more.
CREATE TABLE report (
    incident     TEXT NOT NULL,
    audience     INTEGER NOT NULL,
    sequence     INTEGER NOT NULL,
    start_date   TEXT NOT NULL,
    end_date     TEXT NOT NULL,
    country      TEXT NOT NULL,
    pseudonymous INTEGER NOT NULL, -- 1: made for who names no organisation; for an organisation it is made anew
    restricted   INTEGER NOT NULL, -- 1: not everyone may know of all that it holds; who reads it is audited
    body         BLOB,
    PRIMARY KEY (incident, audience)
);
CREATE UNIQUE INDEX report_sequence ON report (audience, sequence);
CREATE INDEX report_start ON report (audience, start_date, incident);
CREATE INDEX report_end ON report (end_date) WHERE audience = 1;

-- What is still to be done, and must not be forgotten by a crash: 'erasure', after content was expunged.
CREATE TABLE due (
    what TEXT PRIMARY KEY
) WITHOUT ROWID;

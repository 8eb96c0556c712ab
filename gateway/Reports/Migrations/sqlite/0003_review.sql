-- What reviewers ask for. It follows from the same records as the reports, and changes in the same transactions.
ALTER TABLE source ADD COLUMN ungraded INTEGER NOT NULL DEFAULT 0; -- 1: in force, and nobody has rated it
CREATE INDEX source_ungraded ON source (name) WHERE ungraded = 1;

-- The flags of all records. They never leave a record, whatever becomes of them.
CREATE TABLE flag (
    key     INTEGER PRIMARY KEY,
    record  TEXT NOT NULL,
    id      TEXT NOT NULL,
    state   INTEGER NOT NULL,
    raised  INTEGER NOT NULL, -- microseconds since 1970-01-01T00:00:00Z
    expires INTEGER,          -- the same; NULL: it does not
    payload BLOB NOT NULL,
    UNIQUE (record, id)
);
CREATE INDEX flag_raised ON flag (raised, key);
CREATE INDEX flag_expires ON flag (expires) WHERE expires IS NOT NULL;
CREATE INDEX flag_state ON flag (state);

-- How each claim about an incident of which there is a record stands to all others about it, in the restricted report.
CREATE TABLE standing (
    claim     TEXT PRIMARY KEY,
    incident  TEXT NOT NULL,
    publisher TEXT NOT NULL,
    voice     TEXT NOT NULL,
    origin    TEXT NOT NULL,    -- whose figures it gives, as far as anyone says: the originator or, of a copy without one, the voice of what it repeats; else ''
    published TEXT NOT NULL,    -- the day, as 2021-08-31; '': not known
    state     INTEGER NOT NULL,
    copied    INTEGER NOT NULL, -- 1: it repeats another one
    left_out  INTEGER NOT NULL, -- 1: a flag leaves it out of the numbers
    tested    INTEGER NOT NULL, -- 1: it gives a figure of killed or injured, and others do
    within    INTEGER NOT NULL, -- 1: that figure lies within the 90% range of the others
    people    INTEGER NOT NULL  -- how far the median moves without it
) WITHOUT ROWID;
CREATE INDEX standing_voice ON standing (voice);
CREATE INDEX standing_publisher ON standing (publisher);
CREATE INDEX standing_origin ON standing (origin);
CREATE INDEX standing_tested ON standing (voice, published, incident, within, people) WHERE tested = 1 AND published <> '';

-- Claims that seem to repeat another one, and of which nobody has decided whether they do.
CREATE TABLE suggestion (
    claim    TEXT PRIMARY KEY,
    original TEXT NOT NULL,
    incident TEXT NOT NULL,
    because  TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX suggestion_incident ON suggestion (incident);

-- What the number of an incident rests on.
CREATE TABLE footing (
    incident TEXT PRIMARY KEY,
    people   INTEGER NOT NULL, -- the median of those killed or, where nobody counts them, injured
    lost     INTEGER,          -- since when it rests on one source or none and did not before, microseconds; NULL: it does not
    people_before INTEGER,     -- the median before
    because  TEXT
) WITHOUT ROWID;
CREATE INDEX footing_lost ON footing (incident) WHERE lost IS NOT NULL;

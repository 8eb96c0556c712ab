CREATE TABLE things_index (
    record_id  INTEGER NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_to   INTEGER NOT NULL,
    colour     TEXT,
    made       TEXT,
    PRIMARY KEY (record_id, valid_from)
) WITHOUT ROWID;

CREATE INDEX things_index_colour ON things_index (colour, record_id);

CREATE TABLE notes_index (
    record_id  INTEGER NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_to   INTEGER NOT NULL,
    thing      TEXT,
    PRIMARY KEY (record_id, valid_from)
) WITHOUT ROWID;

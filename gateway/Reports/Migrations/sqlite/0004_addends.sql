-- What each incident adds to aggregates, as each audience sees it: by what it is cut, and its distributions. It follows from the report beside it, and changes with it.
CREATE TABLE addend (
    incident TEXT NOT NULL,
    audience INTEGER NOT NULL,
    sequence INTEGER NOT NULL, -- that of the report
    body     BLOB,             -- NULL: it adds nothing any more
    PRIMARY KEY (incident, audience)
);
CREATE UNIQUE INDEX addend_sequence ON addend (audience, sequence);

-- Calibrations by the revision that created them. Reports use the newest one that is in force.
CREATE TABLE calibration (
    created  INTEGER PRIMARY KEY,
    name     TEXT NOT NULL UNIQUE,
    revision INTEGER NOT NULL,
    in_force INTEGER NOT NULL,
    payload  BLOB NOT NULL
);

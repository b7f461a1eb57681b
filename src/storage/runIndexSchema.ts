/** Tables of index.sqlite. Any change here raises `schemaVersion`, and older files are discarded: the index is a cache. */

export const schemaVersion = 8;

/**
 * Keys are interned in `names`. In `metrics`, `last` is NULL for NaN (SQLite has none), `low` and `high` are NULL when
 * every value is NaN; `objective` likewise. `row` is the run's RunRow as JSON, parsed for the rows that are shown. `stamp` says which
 * bytes of the run's files the row was made from. `facts` is a JSON object of texts: code, environment, note. Params and tags lie key by key: a column is read for all runs at once, a run's own few are looked up.
 */
export const schema = `
  CREATE TABLE names (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  CREATE TABLE runs (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    stamp TEXT NOT NULL,
    live INTEGER NOT NULL,
    host TEXT NOT NULL,
    user TEXT NOT NULL,
    origin TEXT NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    script TEXT,
    experiment TEXT,
    started REAL NOT NULL,
    ended REAL,
    exit_code INTEGER,
    star INTEGER NOT NULL,
    objective_key TEXT,
    minimize INTEGER NOT NULL,
    objective REAL,
    place TEXT,
    records TEXT NOT NULL,
    facts TEXT NOT NULL,
    row TEXT NOT NULL
  );
  CREATE TABLE params (run INTEGER NOT NULL, key INTEGER NOT NULL, value TEXT NOT NULL, PRIMARY KEY (key, run)) WITHOUT ROWID;
  CREATE INDEX params_run ON params (run);
  CREATE TABLE tags (run INTEGER NOT NULL, key INTEGER NOT NULL, value TEXT NOT NULL, PRIMARY KEY (key, run)) WITHOUT ROWID;
  CREATE INDEX tags_run ON tags (run);
  CREATE TABLE datasets (run INTEGER NOT NULL, name TEXT NOT NULL, digest TEXT, context TEXT, location TEXT, hash TEXT);
  CREATE INDEX datasets_run ON datasets (run);
  CREATE TABLE metrics (
    run INTEGER NOT NULL, key INTEGER NOT NULL, place INTEGER NOT NULL, source TEXT NOT NULL, count INTEGER NOT NULL,
    last REAL, last_step REAL NOT NULL, last_time REAL NOT NULL,
    low REAL, low_step REAL, high REAL, high_step REAL,
    PRIMARY KEY (run, key)
  ) WITHOUT ROWID;
  CREATE INDEX metrics_key ON metrics (key, run, last);
  PRAGMA user_version = ${String(schemaVersion)};
`;

-- The ledger and the embedded queue.
--
-- Instants are unix milliseconds, days are YYYY-MM-DD, months YYYY-MM, amounts
-- whole öre. Whatever is about a person stands in an envelope column (with the
-- version of its shape, and the id of the key when it is encrypted) or as a
-- keyed hash; nothing else here may name or describe one.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE cases (
    case_key         INTEGER PRIMARY KEY,
    case_id          TEXT NOT NULL UNIQUE,
    application_id   TEXT NOT NULL,
    case_number      TEXT NOT NULL,
    month            TEXT,
    state            TEXT NOT NULL,
    restricted       INTEGER NOT NULL CHECK (restricted IN (0, 1)),
    outcome          TEXT,
    amount_ore       INTEGER,
    -- Sorted codes with commas between them, for showing; case_reasons finds.
    reasons          TEXT NOT NULL,
    unit             TEXT,
    cause            TEXT,
    received_at      INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL,
    -- Set in waiting and retrying cases only.
    due_at           INTEGER,
    attempts         INTEGER NOT NULL,
    rules_hash       TEXT NOT NULL,
    policy_hash      TEXT NOT NULL,
    -- What purging needs (SoF (2025:468) 13 kap. 1 §).
    last_note_on     TEXT NOT NULL,
    spared_birth_day INTEGER NOT NULL CHECK (spared_birth_day IN (0, 1)),
    purged_at        INTEGER,
    -- The content of the latest step. It stands last, so that a list need not
    -- read through it.
    envelope_version INTEGER NOT NULL,
    key_id           TEXT,
    envelope         BLOB,
    -- A restricted case says nothing outside its envelope.
    CHECK (restricted = 0 OR (outcome IS NULL AND amount_ore IS NULL
        AND reasons = '' AND unit IS NULL AND cause IS NULL))
) STRICT;

CREATE INDEX cases_by_number ON cases (case_number, updated_at);
CREATE INDEX cases_by_time ON cases (updated_at);
CREATE INDEX cases_by_state ON cases (state, updated_at);
CREATE INDEX cases_restricted ON cases (updated_at) WHERE restricted = 1;
CREATE INDEX cases_due ON cases (due_at) WHERE due_at IS NOT NULL;

-- Finds cases by reason, the latest first. The state and time of the case are
-- repeated here so that no list has to sort.
CREATE TABLE case_reasons (
    case_key   INTEGER NOT NULL REFERENCES cases (case_key),
    reason     TEXT NOT NULL,
    state      TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (case_key, reason)
) STRICT, WITHOUT ROWID;

CREATE INDEX case_reasons_by_time ON case_reasons (reason, updated_at);
CREATE INDEX case_reasons_by_state ON case_reasons (reason, state, updated_at);

-- Counting ten million rows takes a second, so the counts are kept.
CREATE TABLE state_counts (
    state TEXT PRIMARY KEY,
    cases INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER cases_counted AFTER INSERT ON cases BEGIN
    INSERT INTO state_counts (state, cases) VALUES (new.state, 1)
        ON CONFLICT (state) DO UPDATE SET cases = cases + 1;
END;

CREATE TRIGGER cases_recounted AFTER UPDATE OF state ON cases
WHEN old.state <> new.state BEGIN
    UPDATE state_counts SET cases = cases - 1 WHERE state = old.state;
    INSERT INTO state_counts (state, cases) VALUES (new.state, 1)
        ON CONFLICT (state) DO UPDATE SET cases = cases + 1;
END;

CREATE TRIGGER cases_uncounted AFTER DELETE ON cases BEGIN
    UPDATE state_counts SET cases = cases - 1 WHERE state = old.state;
END;

-- What has been taken in: one application with one content is one case.
CREATE TABLE receipts (
    application_id TEXT NOT NULL,
    content_hash   BLOB NOT NULL,
    case_key       INTEGER NOT NULL REFERENCES cases (case_key),
    at             INTEGER NOT NULL,
    PRIMARY KEY (application_id, content_hash)
) STRICT, WITHOUT ROWID;

-- The household. The month leads, because hashes lie at random: so only the
-- present months' pages are touched, however large the ledger grows. A search
-- for a person asks month by month.
CREATE TABLE case_persons (
    month       TEXT NOT NULL,
    person_hash BLOB NOT NULL,
    case_key    INTEGER NOT NULL REFERENCES cases (case_key),
    PRIMARY KEY (month, person_hash, case_key)
) STRICT, WITHOUT ROWID;

-- An adult is decided on automatically at most once a month.
CREATE TABLE claims (
    claim_key   INTEGER PRIMARY KEY,
    month       TEXT NOT NULL,
    person_hash BLOB NOT NULL,
    case_key    INTEGER NOT NULL REFERENCES cases (case_key),
    claimed_at  INTEGER NOT NULL,
    released_at INTEGER
) STRICT;

CREATE UNIQUE INDEX claims_once ON claims (month, person_hash) WHERE released_at IS NULL;

-- Seals over the history. A seal's hash covers its root, count, time and the
-- seal before it.
CREATE TABLE seals (
    seal_id  INTEGER PRIMARY KEY,
    root     BLOB NOT NULL,
    count    INTEGER NOT NULL,
    previous BLOB NOT NULL,
    hash     BLOB NOT NULL,
    at       INTEGER NOT NULL
) STRICT;

-- The history. The leaf is SHA-256 (nonce || canonical plaintext); purging
-- drops nonce and envelope and keeps the leaf.
CREATE TABLE events (
    event_id         INTEGER PRIMARY KEY,
    case_key         INTEGER REFERENCES cases (case_key),
    at               INTEGER NOT NULL,
    kind             TEXT NOT NULL,
    detail           TEXT NOT NULL,
    leaf             BLOB NOT NULL,
    seal_id          INTEGER REFERENCES seals (seal_id),
    nonce            BLOB,
    envelope_version INTEGER NOT NULL,
    key_id           TEXT,
    envelope         BLOB
) STRICT;

CREATE INDEX events_of_case ON events (case_key) WHERE case_key IS NOT NULL;
CREATE INDEX events_unsealed ON events (event_id) WHERE seal_id IS NULL;
CREATE INDEX events_of_seal ON events (seal_id) WHERE seal_id IS NOT NULL;

-- What is to be posted, and what was. The bodies stand apart so that marking a
-- posting does not write its body again.
CREATE TABLE outbox (
    outbox_key    INTEGER PRIMARY KEY,
    message_id    TEXT NOT NULL UNIQUE,
    case_key      INTEGER REFERENCES cases (case_key),
    queue         TEXT NOT NULL,
    headers       TEXT NOT NULL,
    stored_at     INTEGER NOT NULL,
    attempted_at  INTEGER,
    posted_at     INTEGER,
    superseded_by TEXT
) STRICT;

CREATE INDEX outbox_of_case ON outbox (case_key) WHERE case_key IS NOT NULL;
CREATE INDEX outbox_unposted ON outbox (stored_at)
    WHERE posted_at IS NULL AND superseded_by IS NULL;

CREATE TABLE outbox_bodies (
    outbox_key       INTEGER PRIMARY KEY REFERENCES outbox (outbox_key),
    envelope_version INTEGER NOT NULL,
    key_id           TEXT,
    envelope         BLOB
) STRICT;

-- AGI to be read again.
CREATE TABLE after_checks (
    case_key INTEGER NOT NULL REFERENCES cases (case_key),
    due_on   TEXT NOT NULL,
    done_at  INTEGER,
    PRIMARY KEY (case_key, due_on)
) STRICT, WITHOUT ROWID;

CREATE INDEX after_checks_due ON after_checks (due_on) WHERE done_at IS NULL;

-- Every version of rules and policy that cases were assessed by.
CREATE TABLE texts (
    hash TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    text TEXT NOT NULL
) STRICT;

-- Messages nobody could read; their bytes stand in the outbox.
CREATE TABLE dead_letters (
    message_id TEXT PRIMARY KEY REFERENCES outbox (message_id),
    reason     TEXT NOT NULL,
    at         INTEGER NOT NULL,
    seen_at    INTEGER,
    closed_at  INTEGER,
    comment    TEXT
) STRICT;

CREATE INDEX dead_letters_open ON dead_letters (at) WHERE closed_at IS NULL;

-- The embedded queue. A session is one life of a consumer.
CREATE TABLE queue_sessions (
    session_id INTEGER PRIMARY KEY AUTOINCREMENT,
    opened_at  INTEGER NOT NULL
) STRICT;

-- The same message published twice is stored once; the same id with other
-- bytes is another variant, because a changed application must not vanish.
CREATE TABLE queue_messages (
    number      INTEGER PRIMARY KEY AUTOINCREMENT,
    queue       TEXT NOT NULL,
    message_id  TEXT NOT NULL,
    variant     INTEGER NOT NULL,
    headers     TEXT NOT NULL,
    enqueued_at INTEGER NOT NULL,
    -- The session that has it in hand.
    claimed_by  INTEGER,
    delivered   INTEGER NOT NULL DEFAULT 0,
    -- When a person took it out; it stays until it is acknowledged.
    taken_at    INTEGER,
    UNIQUE (queue, message_id, variant)
) STRICT;

CREATE INDEX queue_waiting ON queue_messages (queue, number)
    WHERE claimed_by IS NULL AND taken_at IS NULL;
CREATE INDEX queue_claimed ON queue_messages (claimed_by) WHERE claimed_by IS NOT NULL;
CREATE INDEX queue_taken ON queue_messages (message_id) WHERE taken_at IS NOT NULL;

-- The bodies stand apart so that a claim does not write them again.
CREATE TABLE queue_bodies (
    number           INTEGER PRIMARY KEY REFERENCES queue_messages (number) ON DELETE CASCADE,
    envelope_version INTEGER NOT NULL,
    key_id           TEXT,
    envelope         BLOB NOT NULL
) STRICT;

-- What operating the robot needs: stops, replays, resolutions, after-checks
-- that are tried again, and what may have made the program fall.

-- What an operator wants of a case when it is taken up next: 'fresh_evidence'
-- or 'same_evidence' for a replay, 'hand_over' for a person.
ALTER TABLE cases ADD COLUMN wish TEXT
    CHECK (wish IN ('fresh_evidence', 'same_evidence', 'hand_over'));
-- How often the case was taken up without reaching its next step: a case that
-- makes the program fall is found by it.
ALTER TABLE cases ADD COLUMN taken_up INTEGER NOT NULL DEFAULT 0;

-- The same for messages: how often one that was delivered again was begun
-- alone and not finished. The digest is of the message's bytes.
CREATE TABLE begun_alone (
    digest BLOB PRIMARY KEY,
    times  INTEGER NOT NULL,
    at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- When an after-check that could not be made is tried again.
ALTER TABLE after_checks ADD COLUMN due_at INTEGER;
ALTER TABLE after_checks ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;

-- The kill switch. 'everything' and 'intake' have no value; 'person' has a
-- keyed hash. Who stopped and resumed, and why, stands in the history.
CREATE TABLE stops (
    stop_id     INTEGER PRIMARY KEY,
    kind        TEXT NOT NULL CHECK (kind IN ('everything', 'intake', 'person', 'cost_kind',
                    'benefit_code', 'source', 'line')),
    value       TEXT,
    person_hash BLOB,
    -- What everything stopped holds is handed over to people.
    hand_over   INTEGER NOT NULL DEFAULT 0 CHECK (hand_over IN (0, 1)),
    set_at      INTEGER NOT NULL,
    ended_at    INTEGER,
    CHECK ((kind = 'person') = (person_hash IS NOT NULL)),
    CHECK ((kind IN ('everything', 'intake', 'person')) = (value IS NULL))
) STRICT;

CREATE INDEX stops_in_force ON stops (stop_id) WHERE ended_at IS NULL;

-- When the bytes of a dead letter were submitted once more: from then on the
-- message is somewhere else, until it is a dead letter again.
ALTER TABLE dead_letters ADD COLUMN requeued_at INTEGER;

-- Handovers and samples that a person has dealt with.
CREATE TABLE resolutions (
    case_key         INTEGER PRIMARY KEY REFERENCES cases (case_key),
    at               INTEGER NOT NULL,
    outcome          TEXT NOT NULL,
    agreed           INTEGER CHECK (agreed IN (0, 1)),
    envelope_version INTEGER NOT NULL,
    key_id           TEXT,
    -- Who decided, and the comment.
    envelope         BLOB
) STRICT;

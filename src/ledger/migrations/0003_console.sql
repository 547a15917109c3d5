-- What the console shows at once however large the ledger is: counts by the
-- hour, how long decisions took, and the cases that need somebody.

-- How often what has happened in an hour (unix milliseconds / 3 600 000). Kinds
-- are 'received', 'posted', the states that steps lead to, and 'restricted' for
-- handovers of restricted cases. Sweden's days are made of whole hours.
CREATE TABLE hourly_counts (
    hour  INTEGER NOT NULL,
    kind  TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (hour, kind)
) STRICT, WITHOUT ROWID;

-- Whole minutes from the application to the decision.
CREATE TABLE decision_minutes (
    hour    INTEGER NOT NULL,
    minutes INTEGER NOT NULL,
    count   INTEGER NOT NULL,
    PRIMARY KEY (hour, minutes)
) STRICT, WITHOUT ROWID;

INSERT INTO hourly_counts (hour, kind, count)
    SELECT at / 3600000, iif(restricted AND kind = 'handed_over', 'restricted', kind), count(*)
    FROM events JOIN cases USING (case_key)
    WHERE kind IN ('waiting', 'retrying', 'failed', 'decided', 'handed_over', 'shadowed',
        'set_aside')
    GROUP BY 1, 2;
INSERT INTO hourly_counts (hour, kind, count)
    SELECT at / 3600000, 'received', count(*) FROM receipts GROUP BY 1;
INSERT INTO hourly_counts (hour, kind, count)
    SELECT posted_at / 3600000, 'posted', count(*) FROM outbox WHERE posted_at IS NOT NULL
    GROUP BY 1;
INSERT INTO decision_minutes (hour, minutes, count)
    SELECT at / 3600000, max(0, at - received_at) / 60000, count(*)
    FROM events JOIN cases USING (case_key) WHERE kind = 'decided' GROUP BY 1, 2;

CREATE TRIGGER events_counted AFTER INSERT ON events
WHEN new.kind IN ('waiting', 'retrying', 'failed', 'decided', 'handed_over', 'shadowed',
    'set_aside') BEGIN
    INSERT INTO hourly_counts (hour, kind, count)
        SELECT new.at / 3600000,
            iif(restricted AND new.kind = 'handed_over', 'restricted', new.kind), 1
        FROM cases WHERE case_key = new.case_key
        ON CONFLICT (hour, kind) DO UPDATE SET count = count + 1;
END;

CREATE TRIGGER decisions_timed AFTER INSERT ON events WHEN new.kind = 'decided' BEGIN
    INSERT INTO decision_minutes (hour, minutes, count)
        SELECT new.at / 3600000, max(0, new.at - received_at) / 60000, 1
        FROM cases WHERE case_key = new.case_key
        ON CONFLICT (hour, minutes) DO UPDATE SET count = count + 1;
END;

CREATE TRIGGER receipts_counted AFTER INSERT ON receipts BEGIN
    INSERT INTO hourly_counts (hour, kind, count) VALUES (new.at / 3600000, 'received', 1)
        ON CONFLICT (hour, kind) DO UPDATE SET count = count + 1;
END;

CREATE TRIGGER postings_counted AFTER UPDATE OF posted_at ON outbox
WHEN old.posted_at IS NULL AND new.posted_at IS NOT NULL BEGIN
    INSERT INTO hourly_counts (hour, kind, count) VALUES (new.posted_at / 3600000, 'posted', 1)
        ON CONFLICT (hour, kind) DO UPDATE SET count = count + 1;
END;

-- Failed and retrying cases by what holds them, and by how long their
-- applicants have waited.
CREATE INDEX cases_held ON cases (state, restricted, cause, updated_at, due_at)
    WHERE state IN ('failed', 'retrying');
CREATE INDEX cases_undecided ON cases (received_at) WHERE state IN ('failed', 'retrying');

-- Decided cases that a person looks at afterwards, and whether that person
-- agreed: none until somebody has looked.
CREATE TABLE samples (
    case_key INTEGER PRIMARY KEY REFERENCES cases (case_key),
    drawn_at INTEGER NOT NULL,
    agreed   INTEGER CHECK (agreed IN (0, 1))
) STRICT;

CREATE INDEX samples_open ON samples (drawn_at) WHERE agreed IS NULL;
CREATE INDEX samples_by_time ON samples (drawn_at, agreed);

-- What a decided case sends to people is a sample.
INSERT INTO samples (case_key, drawn_at, agreed)
    SELECT case_key, min(stored_at), (SELECT agreed FROM resolutions
        WHERE resolutions.case_key = outbox.case_key)
    FROM outbox JOIN cases USING (case_key)
    WHERE queue LIKE 'human-review.%' AND state = 'decided' GROUP BY case_key;

CREATE TRIGGER samples_drawn AFTER INSERT ON outbox
WHEN new.queue LIKE 'human-review.%' BEGIN
    INSERT INTO samples (case_key, drawn_at)
        SELECT case_key, new.stored_at FROM cases
        WHERE case_key = new.case_key AND state = 'decided'
        ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER samples_judged AFTER INSERT ON resolutions BEGIN
    UPDATE samples SET agreed = new.agreed WHERE case_key = new.case_key;
END;

CREATE TRIGGER samples_judged_again AFTER UPDATE OF agreed ON resolutions BEGIN
    UPDATE samples SET agreed = new.agreed WHERE case_key = new.case_key;
END;

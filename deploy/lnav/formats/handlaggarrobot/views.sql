-- Views over the robot's log. They are there when lnav is started with
-- `-I deploy/lnav`; a test asks each of them with the real lnav.

-- What the cases became, with each one's share.
CREATE VIEW IF NOT EXISTS outcomes AS
SELECT state, outcome, count(*) AS cases,
       round(100.0 * count(*) / (SELECT count(*) FROM handlaggarrobot WHERE event = 'case.finished'), 1) AS percent
FROM handlaggarrobot WHERE event = 'case.finished' GROUP BY state, outcome ORDER BY cases DESC;

-- Why people got cases: each reason counted by itself.
CREATE VIEW IF NOT EXISTS reasons AS
WITH RECURSIVE parts (reason, rest) AS (
    SELECT NULL, reasons || ',' FROM handlaggarrobot WHERE event = 'case.finished' AND reasons <> ''
    UNION ALL
    SELECT substr(rest, 1, instr(rest, ',') - 1), substr(rest, instr(rest, ',') + 1)
    FROM parts WHERE rest <> '')
SELECT reason, count(*) AS cases FROM parts WHERE reason IS NOT NULL
GROUP BY reason ORDER BY cases DESC, reason;

-- How many were decided without a person, and how many of those within a day.
CREATE VIEW IF NOT EXISTS goal AS
SELECT count(*) AS cases,
       sum(state = 'decided') AS decided,
       round(100.0 * sum(state = 'decided') / count(*), 1) AS automation_percent,
       sum(state = 'decided' AND seconds <= 86400) AS decided_within_a_day,
       max(seconds) AS longest_seconds
FROM handlaggarrobot WHERE event = 'case.finished' AND coalesce(superseding, 0) = 0;

-- How long each registry took for a household, by what came of it.
CREATE VIEW IF NOT EXISTS registries AS
SELECT source, status, count(*) AS cases, round(avg(seconds), 3) AS mean_seconds, max(seconds) AS longest_seconds
FROM (SELECT 'FK' AS source, fk_status AS status, fk_seconds AS seconds FROM handlaggarrobot WHERE event = 'case.finished'
      UNION ALL
      SELECT 'CSN', csn_status, csn_seconds FROM handlaggarrobot WHERE event = 'case.finished'
      UNION ALL
      SELECT 'SKV', skv_status, skv_seconds FROM handlaggarrobot WHERE event = 'case.finished')
WHERE status IS NOT NULL GROUP BY source, status ORDER BY source, cases DESC;

-- What failed at which registry.
CREATE VIEW IF NOT EXISTS registry_failures AS
SELECT source, "error.type" AS error_type, count(*) AS failures
FROM handlaggarrobot WHERE event = 'registry.failed' GROUP BY source, "error.type" ORDER BY failures DESC;

-- Cases that were put off or given up, by their fault.
CREATE VIEW IF NOT EXISTS faults AS
SELECT event, "error.type" AS error_type, count(*) AS times
FROM handlaggarrobot WHERE event IN ('case.retrying', 'case.failed', 'posting.failed')
GROUP BY event, "error.type" ORDER BY times DESC;

-- Each run with its counts.
CREATE VIEW IF NOT EXISTS runs AS
SELECT log_time AS ended, received, decided, handed_over, restricted, waiting, retrying, failed, posted
FROM handlaggarrobot WHERE event = 'run.finished' ORDER BY log_time;

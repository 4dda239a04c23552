CREATE TABLE raw.task_accepted (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  capability VARCHAR,
  kind VARCHAR,
  mode VARCHAR,
  description VARCHAR,
  target VARCHAR,
  evidence JSON,
  seed BIGINT,
  evaluations BIGINT,
  attempts INTEGER,
  deadline_ms BIGINT,
  served VARCHAR,
  intent VARCHAR,
  wants VARCHAR,
  signals JSON,
  pressure JSON
);

CREATE TABLE raw.task_rejected (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  capability VARCHAR,
  reason VARCHAR,
  pressure JSON
);

CREATE TABLE raw.task_funded (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  budget VARCHAR,
  evaluations BIGINT
);

CREATE TABLE raw.generator_chosen (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  generator VARCHAR,
  arms JSON,
  seed BIGINT,
  capability_version BIGINT,
  reason VARCHAR,
  temperature DOUBLE
);

-- `tried` and `plausible` are the sums of the yield table `yields` (operator → tried, plausible).
CREATE TABLE raw.candidates_proposed (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  generator VARCHAR,
  proposed INTEGER,
  candidates JSON,
  evaluations BIGINT,
  tried BIGINT,
  plausible BIGINT,
  yields JSON,
  cost_micro BIGINT,
  note VARCHAR,
  recalled JSON,
  model VARCHAR,
  model_outcome VARCHAR,
  model_micro BIGINT,
  model_simulated BOOLEAN
);

CREATE TABLE raw.candidate_judged (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  artifact VARCHAR,
  generator VARCHAR,
  verdict VARCHAR,
  reason VARCHAR,
  compared JSON,
  quality DOUBLE,
  fitness DOUBLE
);

CREATE TABLE raw.candidate_selected (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  artifact VARCHAR
);

CREATE TABLE raw.hint_left (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  artifact VARCHAR,
  reason VARCHAR,
  priority VARCHAR,
  effort VARCHAR,
  measured DOUBLE,
  wanted DOUBLE
);

CREATE TABLE raw.task_answered (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  artifact VARCHAR,
  answered_by VARCHAR,
  quality DOUBLE
);

CREATE TABLE raw.task_unanswered (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  reason VARCHAR,
  ways_out JSON
);

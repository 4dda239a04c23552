-- What budgets did; `fact` says which. Spent money is the same money that proofs and proposals report, so views that
-- add up costs never read it from here.
CREATE TABLE raw.budget_moved (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  fact VARCHAR,
  task VARCHAR,
  evaluations BIGINT,
  cost_micro BIGINT,
  evaluations_left BIGINT,
  reason VARCHAR,
  kind VARCHAR,
  left_micro BIGINT,
  beyond_micro BIGINT
);

CREATE TABLE raw.batch_planned (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  n INTEGER,
  position BIGINT,
  considered BIGINT,
  budget_micro BIGINT,
  limited BIGINT,
  criteria JSON,
  chosen JSON,
  skipped JSON,
  not_listed BIGINT
);

CREATE TABLE raw.batch_ended (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  n INTEGER,
  outcomes JSON,
  not_listed BIGINT,
  sessions BIGINT,
  improved BIGINT,
  spent_micro BIGINT,
  roi_estimated DOUBLE,
  reason VARCHAR
);

CREATE TABLE raw.log_sealed (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  from_position BIGINT,
  to_position BIGINT,
  commits BIGINT,
  root VARCHAR
);

CREATE TABLE raw.blob_erased (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  hash VARCHAR,
  reason VARCHAR
);

CREATE TABLE raw.runs_lost (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  writer VARCHAR,
  capability VARCHAR,
  at_most BIGINT
);

CREATE TABLE raw.effect_failed (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  name VARCHAR,
  child VARCHAR,
  error VARCHAR,
  attempts INTEGER
);

CREATE TABLE raw.machine_upgraded (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  from_version INTEGER,
  to_version INTEGER
);

CREATE TABLE raw.artifact_generated (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  capability VARCHAR,
  language VARCHAR,
  entry VARCHAR,
  spread BOOLEAN,
  source VARCHAR,
  bytes BIGINT,
  parents JSON,
  generation INTEGER,
  generator VARCHAR,
  operators JSON,
  provenance VARCHAR,
  seed BIGINT,
  suite_version INTEGER,
  suite VARCHAR,
  judge VARCHAR,
  task VARCHAR,
  parent_fuel BIGINT,
  parent_raw VARCHAR,
  packages JSON
);

-- Proofs: `artifact.tested` of the artifact itself, `parent.proved` of a parent inside a task.
CREATE TABLE raw.proof (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  fact VARCHAR,
  artifact VARCHAR,
  verdict VARCHAR,
  cause VARCHAR,
  passed INTEGER,
  total INTEGER,
  pass_rate DOUBLE,
  coverage DOUBLE,
  coverage_statements DOUBLE,
  coverage_branches DOUBLE,
  performance DOUBLE,
  robustness DOUBLE,
  quality DOUBLE,
  formula VARCHAR,
  fuel BIGINT,
  dearest_fuel BIGINT,
  common_fuel_parent BIGINT,
  common_fuel_child BIGINT,
  held_out_passed INTEGER,
  held_out_total INTEGER,
  failures JSON,
  statements_covered INTEGER,
  statements INTEGER,
  branches_covered INTEGER,
  branches INTEGER,
  malformed_handled INTEGER,
  malformed INTEGER,
  reference_fuel DOUBLE,
  deterministic BOOLEAN,
  strength DOUBLE,
  weak_suite BOOLEAN,
  mutants INTEGER,
  mutants_killed INTEGER,
  mutants_equivalent INTEGER,
  survivors JSON,
  differential JSON,
  different INTEGER,
  wall_ratio DOUBLE,
  wall_verdict VARCHAR,
  wall JSON,
  cpu_us BIGINT,
  peak_bytes BIGINT,
  output_bytes BIGINT,
  seed BIGINT,
  engine VARCHAR,
  walls JSON,
  raw VARCHAR,
  latency_us BIGINT,
  cost_micro BIGINT,
  models_micro BIGINT,
  suite_version INTEGER,
  suite VARCHAR
);

CREATE TABLE raw.artifact_stored (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  quality DOUBLE,
  source VARCHAR,
  suite_version INTEGER,
  suite VARCHAR
);

CREATE TABLE raw.artifact_rejected (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  reason VARCHAR,
  cause VARCHAR
);

-- `drift.detected`, `drift.cleared` and `drift.confirmed`; `finding` says which.
CREATE TABLE raw.drift_found (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  finding VARCHAR,
  metrics JSON,
  runs_in_window INTEGER,
  run_position BIGINT
);

CREATE TABLE raw.evolution_started (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  task VARCHAR,
  attempt INTEGER,
  strategy VARCHAR
);

CREATE TABLE raw.evolution_rejected (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  task VARCHAR,
  reason VARCHAR,
  compared JSON,
  candidate VARCHAR
);

CREATE TABLE raw.artifact_succeeded (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  successor VARCHAR,
  task VARCHAR
);

CREATE TABLE raw.artifact_reinstated (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  reason VARCHAR,
  instead_of VARCHAR
);

CREATE TABLE raw.artifact_retired (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  reason VARCHAR
);

-- Calls that ended the process they ran in; the artifact is not called any more.
CREATE TABLE raw.artifact_quarantined (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  cause VARCHAR,
  detail VARCHAR,
  input VARCHAR
);

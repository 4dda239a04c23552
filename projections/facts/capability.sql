CREATE TABLE raw.capability_declared (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  kind VARCHAR,
  description VARCHAR,
  spec VARCHAR,
  suite_version INTEGER,
  suite VARCHAR,
  language VARCHAR,
  entry VARCHAR,
  seeds JSON,
  generators JSON,
  quality_min DOUBLE,
  observe JSON,
  seed BIGINT,
  choosing JSON
);

-- What happened to suites: `suite.proved`, `suite.refused`, `suite.extended`, and inside tasks and populations
-- `evidence.prepared` and `suite.adopted`; `fact` says which, `task` names either.
CREATE TABLE raw.suite_fact (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  fact VARCHAR,
  suite_version INTEGER,
  suite VARCHAR,
  from_version INTEGER,
  task VARCHAR,
  added INTEGER,
  evaluations BIGINT,
  reason VARCHAR,
  controls JSON,
  strength JSON
);

CREATE TABLE raw.capability_promoted (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  artifact VARCHAR,
  predecessor VARCHAR,
  reason VARCHAR,
  task VARCHAR,
  evidence VARCHAR
);

CREATE TABLE raw.generator_rewarded (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  generator VARCHAR,
  reward DOUBLE,
  task VARCHAR,
  alpha DOUBLE,
  beta DOUBLE,
  reset BOOLEAN
);

CREATE TABLE raw.fix_learned (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  task VARCHAR,
  parent VARCHAR,
  child VARCHAR,
  operators JSON,
  fix JSON
);

-- Windows of runs as the observer saw them; from (exclusive of what was seen before) to `to_position`/`to_index`.
CREATE TABLE raw.runs_observed (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  from_position BIGINT,
  from_index INTEGER,
  to_position BIGINT,
  to_index INTEGER,
  ran VARCHAR,
  runs INTEGER,
  errors INTEGER,
  quality_n INTEGER,
  quality_sum DOUBLE,
  latency_median_us DOUBLE,
  latency_mean_us DOUBLE,
  fuel_samples INTEGER,
  cache_hits INTEGER,
  cache_n INTEGER,
  cost_micro BIGINT,
  finding VARCHAR,
  metrics JSON,
  baseline JSON,
  readings JSON,
  shadow_hits INTEGER,
  shadow_n INTEGER
);

CREATE TABLE raw.drift_settled (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  artifact VARCHAR,
  outcome VARCHAR
);

-- A quota that was used up: runs are refused until the minute is over.
CREATE TABLE raw.quota_exceeded (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  quota VARCHAR,
  scope VARCHAR,
  most BIGINT,
  used BIGINT
);

-- Versions of tool manifests: from then on `name@version` means the artifact.
CREATE TABLE raw.version_named (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  tool_version VARCHAR,
  artifact VARCHAR,
  tool_type VARCHAR,
  manifest VARCHAR,
  tags JSON,
  cost_tier VARCHAR,
  speed_tier VARCHAR,
  quality_tier VARCHAR,
  priority INTEGER,
  usage_notes VARCHAR,
  immutable BOOLEAN,
  track_usage BOOLEAN
);

-- Manifests that called themselves a version and were found to be another tool; what diverges, and what they could be called.
CREATE TABLE raw.tool_split (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  tool_version VARCHAR,
  manifest VARCHAR,
  against VARCHAR,
  read BIGINT,
  inputs INTEGER,
  tests DOUBLE,
  spec DOUBLE,
  confidence DOUBLE,
  proposed VARCHAR,
  pointer VARCHAR
);

-- The generator and setting that a session found best by far: what a capability asks first from then on.
CREATE TABLE raw.expert_registered (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  name VARCHAR,
  generator VARCHAR,
  temperature DOUBLE,
  fitness DOUBLE,
  gain DOUBLE,
  session VARCHAR
);

-- What happened on ladders of tools: `tool.joined`, `tool.switched` (`tool` is who answers from then on), `tool.ladder_exhausted`; `fact` says
-- which. Shares are of the window that was judged.
CREATE TABLE raw.ladder_step (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  fact VARCHAR,
  tool VARCHAR,
  artifact VARCHAR,
  from_tool VARCHAR,
  direction VARCHAR,
  reason VARCHAR,
  check_n INTEGER,
  cache_hit_rate DOUBLE,
  quality DOUBLE,
  error_rate DOUBLE
);

-- Golden sets, each a blob: what populations of the capability are judged on. `left_out`: distinct inputs that are not in it, by reason.
CREATE TABLE raw.golden_built (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  golden VARCHAR,
  source VARCHAR,
  train INTEGER,
  holdout INTEGER,
  good INTEGER,
  failures INTEGER,
  left_out JSON,
  repeated BIGINT,
  position BIGINT,
  min_quality DOUBLE,
  seed BIGINT
);

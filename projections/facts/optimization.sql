CREATE TABLE raw.optimization_queued (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  capability VARCHAR,
  kind VARCHAR,
  target VARCHAR,
  trigger VARCHAR,
  priority VARCHAR,
  reason VARCHAR,
  plan JSON,
  budget VARCHAR,
  budget_micro BIGINT,
  tier VARCHAR,
  when_idle BOOLEAN,
  read JSON,
  pressure VARCHAR,
  aim VARCHAR,
  neighbours JSON
);

CREATE TABLE raw.optimization_refused (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  capability VARCHAR,
  kind VARCHAR,
  target VARCHAR,
  trigger VARCHAR,
  priority VARCHAR,
  reason VARCHAR,
  refusal VARCHAR,
  aim VARCHAR
);

-- What a session did besides its experiments; `fact` says which.
CREATE TABLE raw.optimization_step (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  fact VARCHAR,
  stage VARCHAR,
  best DOUBLE,
  attempts INTEGER,
  next JSON,
  evaluations BIGINT,
  cost_micro BIGINT,
  reason VARCHAR,
  budget VARCHAR
);

CREATE TABLE raw.experiment_planned (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  n INTEGER,
  task VARCHAR,
  generator VARCHAR,
  temperature DOUBLE,
  stage VARCHAR,
  origin VARCHAR,
  seed BIGINT
);

CREATE TABLE raw.experiment_ended (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  n INTEGER,
  task VARCHAR,
  generator VARCHAR,
  temperature DOUBLE,
  stage VARCHAR,
  outcome VARCHAR,
  artifact VARCHAR,
  fitness DOUBLE,
  best DOUBLE,
  evaluations BIGINT,
  cost_micro BIGINT,
  reason VARCHAR
);

CREATE TABLE raw.tool_evolved (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  name VARCHAR,
  generator VARCHAR,
  temperature DOUBLE,
  fitness DOUBLE,
  gain DOUBLE,
  artifact VARCHAR
);

CREATE TABLE raw.optimization_chosen (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  n INTEGER,
  task VARCHAR,
  generator VARCHAR,
  temperature DOUBLE,
  artifact VARCHAR,
  fitness DOUBLE,
  over JSON
);

CREATE TABLE raw.optimization_ended (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  outcome VARCHAR,
  artifact VARCHAR,
  fitness_before DOUBLE,
  fitness_after DOUBLE,
  improvement DOUBLE,
  experiments INTEGER,
  evaluations BIGINT,
  cost_micro BIGINT,
  reason VARCHAR
);

CREATE TABLE raw.population_queued (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  capability VARCHAR,
  kind VARCHAR,
  target VARCHAR,
  genome VARCHAR,
  strategy VARCHAR,
  incumbent VARCHAR,
  golden VARCHAR,
  train INTEGER,
  holdout INTEGER,
  objectives JSON,
  weights JSON,
  operators JSON,
  settings JSON,
  budget JSON,
  seed BIGINT,
  asked_by VARCHAR,
  simulated BOOLEAN
);

CREATE TABLE raw.population_refused (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  capability VARCHAR,
  kind VARCHAR,
  target VARCHAR,
  genome VARCHAR,
  strategy VARCHAR,
  refusal VARCHAR
);

-- What a population did besides its generations; `fact` says which.
CREATE TABLE raw.population_step (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  fact VARCHAR,
  outcome VARCHAR,
  artifact VARCHAR,
  proposals BIGINT,
  evaluations BIGINT,
  cost_micro BIGINT,
  reason VARCHAR,
  data JSON
);

CREATE TABLE raw.controls_checked (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  controls JSON,
  first DOUBLE,
  second DOUBLE,
  n INTEGER,
  agreement DOUBLE,
  dearest BIGINT,
  blocked VARCHAR,
  evaluations BIGINT,
  cost_micro BIGINT,
  models_micro BIGINT
);

CREATE TABLE raw.generation_planned (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  generation INTEGER,
  phase VARCHAR,
  sample JSON,
  children JSON
);

CREATE TABLE raw.candidate_bred (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  generation INTEGER,
  slot INTEGER,
  attempt INTEGER,
  candidate VARCHAR,
  source VARCHAR,
  bytes BIGINT,
  operators JSON,
  parents JSON,
  nearest DOUBLE,
  cost_micro BIGINT
);

CREATE TABLE raw.candidate_refused (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  generation INTEGER,
  slot INTEGER,
  attempt INTEGER,
  candidate VARCHAR,
  operators JSON,
  reason VARCHAR,
  detail VARCHAR,
  again BOOLEAN,
  cost_micro BIGINT
);

CREATE TABLE raw.generation_bred (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  generation INTEGER,
  candidates INTEGER,
  dropped INTEGER
);

CREATE TABLE raw.candidate_evaluated (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  generation INTEGER,
  candidate VARCHAR,
  stage VARCHAR,
  answered JSON,
  paid BIGINT,
  reused BIGINT,
  quality DOUBLE,
  objectives JSON,
  passed BOOLEAN,
  cost_micro BIGINT,
  models_micro BIGINT
);

CREATE TABLE raw.generation_ended (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  generation INTEGER,
  phase VARCHAR,
  survivors JSON,
  best VARCHAR,
  quality DOUBLE,
  front JSON,
  hypervolume DOUBLE,
  mean DOUBLE,
  flat BOOLEAN,
  flat_in_row INTEGER,
  next VARCHAR,
  proposals BIGINT,
  evaluations BIGINT,
  cost_micro BIGINT
);

CREATE TABLE raw.candidate_migrated (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  generation INTEGER,
  candidate VARCHAR,
  from_island INTEGER,
  to_island INTEGER,
  instead_of VARCHAR
);

CREATE TABLE raw.finalists_rescored (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  alpha DOUBLE,
  finalists JSON,
  incumbent JSON,
  chosen VARCHAR,
  shown VARCHAR,
  rule VARCHAR,
  weights JSON
);

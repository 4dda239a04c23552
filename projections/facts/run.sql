-- Every run batch; `after_seq` is the highest event position its writer had seen.
CREATE TABLE raw.run_batch (
  position BIGINT NOT NULL,
  id VARCHAR,
  capability VARCHAR,
  writer VARCHAR,
  n BIGINT,
  after_seq BIGINT,
  runs INTEGER,
  checksum BIGINT
);

-- Every run. Durations in µs, money in micro-dollars. The last nine are of runs of language models, null for others.
CREATE TABLE raw.run (
  position BIGINT NOT NULL,
  idx INTEGER,
  after_seq BIGINT,
  capability VARCHAR,
  run_id VARCHAR,
  kind VARCHAR,
  ran VARCHAR,
  input VARCHAR,
  output VARCHAR,
  outcome VARCHAR,
  error VARCHAR,
  quality DOUBLE,
  failed JSON,
  latency_us BIGINT,
  fuel BIGINT,
  wall_us BIGINT,
  cpu_us BIGINT,
  peak_bytes BIGINT,
  output_bytes BIGINT,
  cost_micro BIGINT,
  cache VARCHAR,
  ran_at VARCHAR,
  parent VARCHAR,
  correlation VARCHAR,
  provider VARCHAR,
  model VARCHAR,
  model_for VARCHAR,
  model_ended VARCHAR,
  input_tokens BIGINT,
  output_tokens BIGINT,
  estimated BOOLEAN,
  attempts INTEGER,
  simulated BOOLEAN
);

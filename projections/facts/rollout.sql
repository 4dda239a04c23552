-- `rollout.opened` of a capability; `plan` is the whole plan.
CREATE TABLE raw.rollout_opened (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  rollout VARCHAR,
  capability VARCHAR,
  incumbent VARCHAR,
  challengers JSON,
  task VARCHAR,
  mode VARCHAR,
  plan JSON
);

-- `traffic.split`, `traffic.joined` and `rollout.queued` of a capability; `fact` says which.
CREATE TABLE raw.traffic (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  fact VARCHAR,
  rollout VARCHAR,
  mode VARCHAR,
  arms JSON,
  shadow JSON,
  retired JSON,
  ended_by VARCHAR,
  reason VARCHAR
);

-- What a rollout did besides observing; `fact` says which.
CREATE TABLE raw.rollout_step (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  fact VARCHAR,
  n INTEGER,
  stage VARCHAR,
  outcome VARCHAR,
  artifact VARCHAR,
  guard VARCHAR,
  reason VARCHAR,
  readings JSON,
  compared JSON,
  split JSON,
  seen BIGINT
);

CREATE TABLE raw.rollout_observed (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  from_position BIGINT,
  from_index INTEGER,
  to_position BIGINT,
  to_index INTEGER,
  n INTEGER,
  seen BIGINT,
  arms JSON,
  scales JSON,
  tests JSON,
  posteriors JSON
);

CREATE TABLE raw.evolution_tried (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  task VARCHAR,
  rollout VARCHAR,
  candidate VARCHAR
);

-- Every commit, one row: what one actor decided at once. `checksum` is the CRC-32 of the stored text, so that an
-- altered byte anywhere in a commit shows when a rebuild is compared with what was projected before.
CREATE TABLE raw.commit (
  seq BIGINT NOT NULL,
  id VARCHAR,
  actor_kind VARCHAR,
  actor_id VARCHAR,
  version INTEGER,
  recorded_at VARCHAR,
  command VARCHAR,
  correlation VARCHAR,
  causation VARCHAR,
  machine VARCHAR,
  machine_version INTEGER,
  writer VARCHAR,
  policy VARCHAR,
  types VARCHAR,
  facts INTEGER,
  effects INTEGER,
  cost_micro BIGINT,
  state VARCHAR,
  prev VARCHAR,
  checksum BIGINT
);

-- Every effect a commit asked for; `due` is set for timers.
CREATE TABLE raw.effect (
  seq BIGINT NOT NULL,
  idx INTEGER,
  actor_kind VARCHAR,
  actor_id VARCHAR,
  key VARCHAR,
  name VARCHAR,
  child VARCHAR,
  due VARCHAR
);

-- Every child whose effects or timers a commit ended.
CREATE TABLE raw.effect_end (
  seq BIGINT NOT NULL,
  actor_kind VARCHAR,
  actor_id VARCHAR,
  child VARCHAR
);

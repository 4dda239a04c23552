CREATE TABLE raw.pressure_changed (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  level VARCHAR,
  level_before VARCHAR,
  reason VARCHAR,
  inputs JSON,
  set_until VARCHAR
);

CREATE TABLE raw.hardware_changed (
  seq BIGINT NOT NULL, idx INTEGER, actor_kind VARCHAR, actor_id VARCHAR, version INTEGER, recorded_at VARCHAR,
  gpu_mb BIGINT,
  memory_mb BIGINT,
  cores INTEGER,
  before JSON,
  ratio DOUBLE,
  grew BOOLEAN
);

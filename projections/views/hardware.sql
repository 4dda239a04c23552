-- Question: what did the house run on, and when did that grow? One row per change; the first row is the first look. Memory in MB.
CREATE VIEW hardware AS
  SELECT seq AS changed_seq, recorded_at AS changed_at, gpu_mb, memory_mb, cores,
    (before->'$.gpu_mb')::BIGINT AS gpu_mb_before,
    (before->'$.memory_mb')::BIGINT AS memory_mb_before,
    ratio, grew
  FROM fact.hardware_changed;

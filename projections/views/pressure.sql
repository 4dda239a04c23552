-- Question: under which pressure was the house, since when, until when, and why? One row per change. What was measured is null where somebody
-- set the level; `ended_at` is null for the level that holds.
CREATE VIEW pressure AS
  SELECT seq AS changed_seq, recorded_at AS changed_at, level, level_before, reason,
    json_extract_string(inputs, '$.context') AS context,
    json_extract_string(inputs, '$.platform') AS platform,
    (inputs->'$.memory_mb')::BIGINT AS memory_mb,
    (inputs->'$.load_percent')::DOUBLE AS load_percent,
    printf('%02d:%02d', (inputs->'$.minute')::INTEGER // 60, (inputs->'$.minute')::INTEGER % 60) AS local_time,
    json_extract_string(inputs, '$.time_zone') AS time_zone,
    set_until,
    lead(recorded_at) OVER (ORDER BY seq, idx) AS ended_at,
    inputs
  FROM fact.pressure_changed;

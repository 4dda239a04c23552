-- Question: which tool of a ladder answers, why, and what did the check see? One row per step, in order. `tool` is who answers from then on, of `joined`
-- who became ready for its turn. Shares are of the window that was judged; `cache_hit_rate` is of what the first tool would have answered,
-- whoever did (SPEC P64, C19).
CREATE VIEW ladders AS
  SELECT actor_id AS capability, seq AS step_seq, idx AS step_idx, recorded_at AS step_at,
    CASE fact WHEN 'tool.joined' THEN 'joined' WHEN 'tool.switched' THEN 'switched' ELSE 'exhausted' END AS step,
    from_tool, tool, artifact, direction, reason, check_n, cache_hit_rate, quality, error_rate
  FROM fact.ladder_step;

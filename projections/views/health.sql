-- Question: is the house in order? One row per measure. Open effects: asked for, not ended since, and no commit
-- answered them; unanswered tells may have been refused. Calls of language models are runs that nobody observes. How far the projection
-- itself is behind the log is not in the log: `dse doctor` adds it.
CREATE VIEW health AS
  WITH open_effect AS (
    SELECT e.* FROM fact.effect e
    ANTI JOIN fact.commit c ON c.command = e.key
    ANTI JOIN fact.effect_end d ON d.actor_kind = e.actor_kind AND d.actor_id = e.actor_id AND d.child = e.child AND d.seq > e.seq
  ), observed AS (
    SELECT actor_id AS capability, max((to_position, to_index)) AS place FROM fact.runs_observed GROUP BY actor_id
  ), unobserved AS (
    SELECT count(*) AS runs FROM fact.run r LEFT JOIN observed o USING (capability)
    WHERE r.provider IS NULL AND (o.place IS NULL OR (r.position, r.idx) >= o.place)
  ), state AS (
    SELECT count(*) FILTER (state = 'drifting') AS drifting, count(*) FILTER (state = 'evolving') AS evolving FROM fact.life
  )
  SELECT 'commits' AS measure, count(*)::DOUBLE AS value, 'commits' AS unit FROM fact.commit
  UNION ALL SELECT 'last_seq', coalesce(max(seq), 0), 'position' FROM fact.commit
  UNION ALL SELECT 'facts', coalesce(sum(facts), 0), 'facts' FROM fact.commit
  UNION ALL SELECT 'runs', count(*), 'runs' FROM fact.run
  UNION ALL SELECT 'last_run_position', coalesce(max(position), 0), 'position' FROM fact.run_batch
  UNION ALL SELECT 'actors', count(DISTINCT (actor_kind, actor_id)), 'actors' FROM fact.commit
  UNION ALL SELECT 'effects_open', count(*), 'effects' FROM open_effect WHERE due IS NULL AND name <> 'tell'
  UNION ALL SELECT 'tells_unanswered', count(*), 'effects' FROM open_effect WHERE name = 'tell'
  UNION ALL SELECT 'timers_open', count(*), 'timers' FROM open_effect WHERE due IS NOT NULL
  UNION ALL SELECT 'effects_failed', count(*), 'effects' FROM fact.effect_failed
  UNION ALL SELECT 'tasks_open', count(*), 'tasks' FROM tasks WHERE outcome = 'open'
  UNION ALL SELECT 'artifacts_drifting', drifting, 'artifacts' FROM state
  UNION ALL SELECT 'artifacts_evolving', evolving, 'artifacts' FROM state
  UNION ALL SELECT 'runs_unobserved', runs, 'runs' FROM unobserved
  UNION ALL SELECT 'runs_lost_at_most', coalesce(sum(at_most), 0), 'runs' FROM fact.runs_lost
  UNION ALL SELECT 'blobs_erased', count(*), 'blobs' FROM fact.blob_erased
  UNION ALL SELECT 'commits_unsealed', count(*), 'commits' FROM fact.commit WHERE seq > (SELECT coalesce(max(to_position), 0) FROM fact.log_sealed);

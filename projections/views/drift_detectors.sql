-- Question: what watches which channel of a capability, with which parameters, and how near is it to an alarm? One row per capability and
-- channel. Where `observe.detectors` names no detector, the window rule watches.
CREATE VIEW drift_detectors AS
  WITH declared AS (
    SELECT actor_id AS capability, arg_max(observe, seq) AS observe FROM fact.capability_declared GROUP BY actor_id
  ), watched AS (
    SELECT d.capability, c.channel, d.observe,
      json_extract(d.observe, '$.detectors.' || c.channel) AS choice
    FROM declared d, (VALUES ('quality'), ('latency'), ('fuel'), ('errors'), ('cache')) AS c(channel)
  ), baseline AS (
    SELECT actor_id AS capability, ran, arg_max(baseline, seq * 65536 + idx) AS baseline
    FROM fact.runs_observed WHERE finding = 'baseline' GROUP BY actor_id, ran
  ), seen AS (
    SELECT actor_id AS capability, *, unnest(from_json(readings,
      '[{"channel":"VARCHAR","observations":"BIGINT","statistic":"DOUBLE","threshold":"DOUBLE","alarm":"BOOLEAN"}]')) AS reading
    FROM fact.runs_observed WHERE readings IS NOT NULL
  ), reading AS (
    SELECT capability, reading.channel AS channel, count(*) AS windows, arg_max(reading, seq * 65536 + idx) AS last,
      max(seq) AS last_seq
    FROM seen GROUP BY ALL
  ), named AS (
    SELECT actor_id AS capability, seq, idx, finding, unnest(from_json(metrics,
      '[{"reason":"VARCHAR","statistic":"DOUBLE"}]')) AS metric
    FROM fact.runs_observed
  ), alarm AS (
    SELECT capability, metric.reason AS channel,
      count(*) FILTER (finding IN ('detected', 'confirmed')) AS alarms,
      count(*) FILTER (finding = 'confirmed') AS confirmed,
      arg_max(metric.statistic, seq * 65536 + idx) AS last_statistic
    FROM named GROUP BY ALL
  ), latest AS (
    SELECT actor_id AS capability, count(*) FILTER (finding <> 'baseline') AS windows,
      arg_max(struct_pack(ran := ran, runs := runs, errors := errors, quality_n := quality_n, quality_sum := quality_sum,
        latency_median_us := latency_median_us, latency_mean_us := latency_mean_us, fuel_samples := fuel_samples,
        cache_hits := cache_hits, cache_n := cache_n), seq * 65536 + idx) AS last,
      max(seq) AS last_seq
    FROM fact.runs_observed GROUP BY actor_id
  )
  SELECT w.capability, w.channel,
    coalesce(json_extract_string(w.choice, '$.name'), 'window') AS detector,
    CASE WHEN w.choice IS NOT NULL THEN json_merge_patch(w.choice, '{"name":null}')
      ELSE CASE w.channel
        WHEN 'quality' THEN json_object('quality_min', json_extract(w.observe, '$.quality_min'))
        WHEN 'errors' THEN json_object('error_rate_max', json_extract(w.observe, '$.error_rate_max'))
        WHEN 'cache' THEN json_object('cache_hit_min', json_extract(w.observe, '$.cache_hit_min'))
        WHEN 'fuel' THEN json_object('fuel_factor', json_extract(w.observe, '$.fuel_factor'))
        ELSE json_object('latency_rule', json_extract(w.observe, '$.latency_rule'),
          'latency_factor', json_extract(w.observe, '$.latency_factor'),
          'latency_floor_us', json_extract(w.observe, '$.latency_floor_us'))
      END
    END AS parameters,
    coalesce(CASE WHEN w.choice IS NOT NULL THEN r.windows ELSE l.windows END, 0) AS windows,
    coalesce(CASE WHEN w.choice IS NOT NULL THEN r.last.observations
      ELSE CASE w.channel
        WHEN 'quality' THEN l.last.quality_n
        WHEN 'fuel' THEN l.last.fuel_samples
        WHEN 'cache' THEN l.last.cache_n
        ELSE l.last.runs
      END
    END, 0) AS observations,
    coalesce(a.alarms, 0) AS alarms,
    coalesce(a.confirmed, 0) AS confirmed,
    CASE WHEN w.choice IS NOT NULL THEN r.last.statistic
      ELSE CASE w.channel
        WHEN 'quality' THEN l.last.quality_sum / nullif(l.last.quality_n, 0)
        WHEN 'errors' THEN l.last.errors / l.last.runs
        WHEN 'cache' THEN l.last.cache_hits / nullif(l.last.cache_n, 0)
        WHEN 'fuel' THEN a.last_statistic
        ELSE CASE json_extract_string(w.observe, '$.latency_rule') WHEN 'mean' THEN l.last.latency_mean_us ELSE l.last.latency_median_us END
      END
    END AS last_statistic,
    CASE WHEN w.choice IS NOT NULL THEN r.last.threshold
      WHEN b.baseline IS NULL THEN NULL
      ELSE CASE w.channel
        WHEN 'quality' THEN json_extract(w.observe, '$.quality_min')::DOUBLE
        WHEN 'errors' THEN json_extract(w.observe, '$.error_rate_max')::DOUBLE
        WHEN 'cache' THEN json_extract(w.observe, '$.cache_hit_min')::DOUBLE
        WHEN 'fuel' THEN json_extract(w.observe, '$.fuel_factor')::DOUBLE * TRY_CAST(json_extract_string(b.baseline, '$.fuel') AS DOUBLE)
        ELSE json_extract(w.observe, '$.latency_factor')::DOUBLE
          * json_extract(b.baseline, '$.latency_' || json_extract_string(w.observe, '$.latency_rule') || '_us')::DOUBLE
      END
    END AS last_threshold,
    CASE WHEN w.choice IS NOT NULL THEN r.last_seq ELSE l.last_seq END AS last_seq
  FROM watched w
  LEFT JOIN latest l USING (capability)
  LEFT JOIN baseline b ON b.capability = w.capability AND b.ran = l.last.ran
  LEFT JOIN reading r ON r.capability = w.capability AND r.channel = w.channel
  LEFT JOIN alarm a ON a.capability = w.capability AND a.channel = w.channel;

-- Question: what did each proof measure, and does its quality follow from what was counted? One row per proof of an
-- artifact, and of a parent inside a task. `quality_recomputed` is the arithmetic of SPEC P24 and C10 over the stored counts:
-- 0.4 pass rate + 0.3 coverage + 0.2 performance + 0.1 robustness, or 0.6 and 0.4 of the first two where one of the
-- others was not measured, or the pass rate alone where there is no coverage. `agrees` says whether it is the stored one.
CREATE VIEW proofs AS
  WITH counted AS (
    SELECT *,
      CASE WHEN total = 0 THEN 0 ELSE floor(passed / total * 1e4 + 0.5) / 1e4 END AS pass_share,
      CASE WHEN statements IS NULL THEN NULL WHEN statements + branches = 0 THEN 1
        ELSE floor((statements_covered + branches_covered) / (statements + branches) * 1e4 + 0.5) / 1e4 END AS coverage_share,
      CASE WHEN reference_fuel IS NULL OR fuel IS NULL THEN NULL WHEN fuel <= 0 THEN 1
        ELSE floor(least(1, reference_fuel / fuel) * 1e6 + 0.5) / 1e6 END AS performance_share,
      CASE WHEN malformed = 0 THEN NULL ELSE floor(malformed_handled / malformed * 1e4 + 0.5) / 1e4 END AS robustness_share
    FROM fact.proof
  ), recomputed AS (
    SELECT *, floor(CASE
      WHEN coverage_share IS NULL THEN pass_share
      WHEN performance_share IS NULL OR robustness_share IS NULL THEN 0.6::DOUBLE * pass_share + 0.4::DOUBLE * coverage_share
      ELSE 0.4::DOUBLE * pass_share + 0.3::DOUBLE * coverage_share + 0.2::DOUBLE * performance_share
        + 0.1::DOUBLE * robustness_share
      END * 1e6 + 0.5) / 1e6 AS quality_again
    FROM counted
  )
  SELECT artifact, fact, verdict, cause, passed, total, held_out_passed, held_out_total, coverage, performance, robustness,
    quality, formula, quality_again AS quality_recomputed, abs(quality - quality_again) < 1e-9 AS agrees,
    branches - branches_covered AS uncovered_branches, deterministic, strength, weak_suite, mutants, mutants_killed,
    mutants_equivalent, survivors, different, wall_ratio, wall_verdict, fuel, cpu_us, peak_bytes, output_bytes, failures,
    suite_version, raw, seq AS proved_seq, idx AS proved_idx
  FROM recomputed;

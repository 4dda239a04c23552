import type { capabilityFacts } from '../../events/capabilityFacts.ts';
import { json } from './place.ts';
import type { Places } from './place.ts';

/** Places of the facts of capabilities (`facts/capability.sql`). */
export const capabilityPlaces: Places<typeof capabilityFacts> = {
  'capability.declared': {
    table: 'capability_declared',
    row: (data) => [
      data.kind,
      data.description,
      data.spec,
      data.suite.version,
      data.suite.hash,
      data.language,
      data.entry,
      json(data.seeds),
      json(data.generators),
      data.quality_min,
      json(data.observe),
      data.seed,
    ],
  },
  'suite.proved': {
    table: 'suite_fact',
    row: ({ suite, controls, strength }) => [
      'suite.proved',
      suite.version,
      suite.hash,
      null,
      null,
      null,
      null,
      null,
      json(controls),
      json(strength),
    ],
  },
  'suite.refused': {
    table: 'suite_fact',
    row: ({ suite, reason }) => [
      'suite.refused',
      suite.version,
      suite.hash,
      null,
      null,
      null,
      null,
      reason,
      null,
      null,
    ],
  },
  'suite.extended': {
    table: 'suite_fact',
    row: ({ from, suite, task, added, reason }) => [
      'suite.extended',
      suite.version,
      suite.hash,
      from.version,
      task,
      added,
      null,
      reason,
      null,
      null,
    ],
  },
  'capability.promoted': {
    table: 'capability_promoted',
    row: ({ artifact, from, reason, task, evidence }) => [artifact, from, reason, task, evidence],
  },
  'generator.rewarded': {
    table: 'generator_rewarded',
    row: ({ generator, reward, task, alpha, beta }) => [generator, reward, task, alpha, beta],
  },
  'fix.learned': {
    table: 'fix_learned',
    row: ({ task, parent, child, operators, fix }) => [task, parent, child, json(operators), fix],
  },
  'runs.observed': {
    table: 'runs_observed',
    row: ({ from, to, window, finding, metrics }) => [
      from.position,
      from.index,
      to.position,
      to.index,
      window.ran,
      window.n,
      window.errors,
      window.quality.n,
      window.quality.sum,
      window.latency_us.median,
      window.latency_us.mean,
      window.fuel.length,
      window.cache.hits,
      window.cache.n,
      window.cost_micro,
      finding,
      json(metrics),
    ],
  },
  'drift.settled': { table: 'drift_settled', row: ({ artifact, outcome }) => [artifact, outcome] },
  'quota.exceeded': {
    table: 'quota_exceeded',
    row: ({ quota, scope, most, used }) => [quota, scope, most, used],
  },
};

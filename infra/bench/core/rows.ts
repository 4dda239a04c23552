import { counted } from '../counted.ts';
import type { BenchRow } from '../outcome.ts';
import type { PassResult } from './pass.ts';

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

/** What two passes over the same problems come to. `right`: problems whose recorded completion meets every assertion. */
export function rowsOf(
  first: readonly PassResult[],
  second: readonly PassResult[],
  { unreadable, right }: { readonly unreadable: number; readonly right: ReadonlySet<string> },
): BenchRow[] {
  const of = (pass: readonly PassResult[], ...fates: PassResult['fate'][]) =>
    pass.filter(({ fate }) => fates.includes(fate));
  const sum = (pass: readonly PassResult[], value: (one: PassResult) => number) =>
    pass.reduce((total, one) => total + value(one), 0);
  const open = first.filter(({ fate }) => fate !== 'weak suite');
  const answered = of(first, 'model', 'repair', 'memory');
  const byModel = of(first, 'model');
  const rightOpen = open.filter(({ id }) => right.has(id));
  const wrongKept = of(first, 'model').filter(({ id }) => !right.has(id));
  // Whatever became of it the second time: what had been answered must not be paid for again.
  const known = new Set(answered.map(({ id }) => id));
  const repeated = second.filter(({ id }) => known.has(id));
  const again = of(repeated, 'memory');
  const seconds = (pass: readonly PassResult[]) =>
    pass.filter(({ fate }) => fate !== 'weak suite').map((one) => one.seconds);
  return [
    counted(
      'problems whose assertions can be read',
      first.length,
      first.length + unreadable,
      'reported',
      true,
    ),
    counted('of these, suites that can fail wrong answers', open.length, first.length, 'reported', true),
    counted('tasks answered', answered.length, open.length, 'reported', true),
    counted(
      'answered by the model, beside recorded completions that meet every assertion',
      byModel.length,
      rightOpen.length,
      'reported',
      true,
    ),
    counted(
      'answered by repair',
      of(first, 'repair').length,
      open.length - rightOpen.length,
      'reported',
      true,
    ),
    counted('answered by memory in the first pass', of(first, 'memory').length, null, 'reported', true),
    counted(
      'completions accepted although an assertion fails',
      wrongKept.length,
      null,
      '0: the suites are made of these assertions',
      wrongKept.length === 0,
    ),
    counted(
      'second pass: answered by memory, of those answered before',
      again.length,
      answered.length,
      'all',
      again.length >= answered.length,
    ),
    counted(
      'second pass: calls of the model for what was answered before',
      sum(repeated, (one) => one.modelCalls),
      null,
      '0',
      sum(repeated, (one) => one.modelCalls) === 0,
    ),
    counted(
      'second pass: paid for models by what was answered before, $',
      sum(repeated, (one) => one.modelMicro) / 1e6,
      null,
      '0',
      sum(repeated, (one) => one.modelMicro) === 0,
    ),
    counted(
      'first pass: paid for models, $ (simulated price)',
      sum(first, (one) => one.modelMicro) / 1e6,
      null,
      'reported',
      true,
    ),
    counted(
      'first pass: seconds to an outcome, p50',
      quantile(seconds(first), 0.5),
      null,
      'reported; a recorded model answers at once',
      true,
    ),
    counted(
      'first pass: seconds to an outcome, p95',
      quantile(seconds(first), 0.95),
      15,
      'below 15 (T6), without the time of a model',
      quantile(seconds(first), 0.95) < 15,
    ),
    counted(
      'second pass: seconds to an outcome, p50',
      quantile(seconds(second), 0.5),
      quantile(seconds(first), 0.5),
      'reported',
      true,
    ),
    counted(
      'second pass: seconds to an outcome, p95',
      quantile(seconds(second), 0.95),
      quantile(seconds(first), 0.95),
      'reported',
      true,
    ),
  ];
}

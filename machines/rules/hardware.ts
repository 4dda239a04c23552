import type { Hardware } from '../../events/pressure.ts';

/** More than this share of what was there is another machine (SPEC T29). */
const GROWN = 1.5;
/** Cards are sold by decimal gigabytes and report a little less than binary ones. */
const GB = 1000;

/** Models that fit into graphics memory. */
export type ModelsThatFit = {
  readonly generator: 'codellama' | 'deepseek-coder:16b';
  readonly size: '7B' | '16B';
  /** Larger ones may take part in experiments. */
  readonly large: boolean;
};

/** The models that fit, the first match of SPEC T27 and C58: below 8 GB of graphics memory, below 16 GB, from there on. Null: no card. */
export function modelsThatFit(gpuMb: number | null): ModelsThatFit {
  const gb = (gpuMb ?? 0) / GB;
  if (gb < 8) return { generator: 'codellama', size: '7B', large: false };
  return { generator: 'deepseek-coder:16b', size: '16B', large: gb >= 16 };
}

/**
 * What changed since the last look that is worth knowing (SPEC T8, T29, C58): graphics memory by more than half, main memory where there is
 * no card on either side. A first look is a change without growth; null: nothing worth knowing.
 */
export function hardwareChange(
  before: Hardware | null,
  after: Hardware,
): { readonly ratio: number | null; readonly grew: boolean } | null {
  if (before === null) return { ratio: null, grew: false };
  if ((before.gpu_mb === null) !== (after.gpu_mb === null))
    return { ratio: null, grew: after.gpu_mb !== null };
  const ratio =
    before.gpu_mb !== null && after.gpu_mb !== null
      ? after.gpu_mb / before.gpu_mb
      : after.memory_mb / before.memory_mb;
  if (ratio > GROWN) return { ratio, grew: true };
  return ratio * GROWN < 1 ? { ratio, grew: false } : null;
}

import type { RawProof } from './proof.ts';

/**
 * Fuel of two proofs on the same suite, over the frozen and held-out cases that both passed. A wrong answer is often a cheap one, so
 * a descendant that starts to answer must not look dearer for it. Null where no counted case was passed by both.
 */
export function commonFuel(
  parent: RawProof,
  child: RawProof,
): { readonly parent: number; readonly child: number } | null {
  const counted = (proof: RawProof) =>
    new Map(
      [...proof.cases, ...proof.heldOut].flatMap(({ id, kind, message, fuel }) =>
        message === null && fuel !== null && kind !== 'generated' ? [[id, fuel] as const] : [],
      ),
    );
  const others = counted(child);
  const shared = [...counted(parent)].flatMap(([id, fuel]) => {
    const other = others.get(id);
    return other === undefined ? [] : [{ fuel, other }];
  });
  if (shared.length === 0) return null;
  return {
    parent: shared.reduce((sum, { fuel }) => sum + fuel, 0),
    child: shared.reduce((sum, { other }) => sum + other, 0),
  };
}

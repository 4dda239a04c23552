/**
 * How often each operator's edit was the fix, over 164 HumanEvalPack-JS programs (both halves of notes/repair.md, "Yield per
 * operator"): programs where the canonical fix is exactly one such edit + 0.1 × programs where some such edit is correct. Unseen
 * operators get 0.3. A general rate per operator, not fitted to single programs; the search also works with equal priors, slower.
 */
const MASS: Readonly<Record<string, number>> = {
  const: 24,
  ret: 10,
  unwrapbin: 11,
  cmp: 10.5,
  exprrepl: 9,
  pm1: 8,
  str: 7,
  wrapbin: 6.5,
  stmtdel: 5.5,
  chain: 5.5,
  ident: 5.5,
  wrapcall: 5,
  arith: 4.5,
  opswap: 4,
  method: 3.6,
  logic: 3.5,
  branchswap: 3,
  unwraplog: 2.2,
  logicall: 2,
  expridx: 2,
  exprvar: 2,
  swapall: 2,
  flipall: 2,
  identtgt: 1.5,
  constvar: 1.3,
  unwrapcall: 1.3,
  index: 1.2,
  swapidx: 1,
  assignop: 1.2,
  elswap: 1,
  bool: 1.2,
  str2id: 1,
  assignins: 1.5,
  weaken: 0.8,
  strengthen: 0.8,
  negate: 0.8,
  twin: 1,
  boolall: 1,
  useresult: 1,
  wrapif: 0.6,
  basecase: 0.6,
};

const UNSEEN = 0.3;

const TOTAL = Object.values(MASS).reduce((sum, mass) => sum + mass, 0);

/** Share of faults that one edit of this operator repairs; between 0 and 1. */
export const priorOf = (operator: string): number => (MASS[operator] ?? UNSEEN) / TOTAL;

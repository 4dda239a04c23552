const DIGITS = 1e4;

/** Four digits, never more than it is: who accepts the quality that is named gets it. */
function named(quality: number): number {
  return Math.floor(quality * DIGITS + 1e-6) / DIGITS;
}

/** A quality as S0 writes it: `0.9`, `1.0`. */
export function shortQuality(quality: number): string {
  const value = named(quality);
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/** A quality as S1 writes it, with two digits at least: `0.90`, `0.8667`. */
export function fullQuality(quality: number): string {
  const text = String(named(quality));
  const digits = text.split('.')[1]?.length ?? 0;
  return digits < 2 ? named(quality).toFixed(2) : text;
}

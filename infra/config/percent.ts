/** A percentage as people write it (`25%`, `2.5 %`) as the share that it is; null: it is none. */
export function shareOfPercent(text: string): number | null {
  const [, percent] = /^\s*(\d+(?:\.\d+)?)\s*%\s*$/.exec(text) ?? [];
  return percent === undefined ? null : Number(percent) / 100;
}

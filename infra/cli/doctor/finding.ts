/** One line of `dse doctor`. */
export type Finding = {
  readonly check: string;
  readonly state: 'ok' | 'warn' | 'bad';
  readonly finding: string;
};

export const ok = (check: string, finding: string): Finding => ({ check, state: 'ok', finding });
export const warn = (check: string, finding: string): Finding => ({ check, state: 'warn', finding });
export const bad = (check: string, finding: string): Finding => ({ check, state: 'bad', finding });

import { callContract } from './callContract.ts';
import { limitContract } from './limitContract.ts';
import { neighbourContract } from './neighbourContract.ts';
import type { SandboxSubject } from './subject.ts';
import { valueContract } from './valueContract.ts';

/** Everything a sandbox must do, whichever engine stands behind it. */
export function sandboxContract(name: string, subject: SandboxSubject): void {
  callContract(name, subject);
  limitContract(name, subject);
  valueContract(name, subject);
  neighbourContract(name, subject);
}

import { sha256 } from '../../../events/hash.ts';

/**
 * Words that no other capability is described with: what is described alike is answered from memory, and whether it is there already depends on who
 * was first.
 */
export function ownWords(capability: string): string {
  const letters = [...sha256(capability)].map((digit) => 'abdeghiklmnoprst'[Number.parseInt(digit, 16)]);
  return letters.join('').match(/.{8}/g)!.join(' ');
}

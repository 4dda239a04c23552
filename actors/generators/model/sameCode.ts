import { stripTypeScriptTypes } from 'node:module';
import type { Language } from '../../ports.ts';
import { normalText } from '../editor/normal.ts';
import { readTree } from '../editor/tree.ts';

/** Layout and comments left out where the language is understood; the text without blank space at line ends otherwise. */
function essence(source: string, language: Language): string {
  if (language === 'javascript' || language === 'typescript') {
    const tree = readTree(source, language === 'typescript' ? stripTypeScriptTypes : undefined);
    if (tree !== null) return normalText(tree.program);
  }
  return source.replaceAll(/[ \t]+$/gm, '').trim();
}

/** Whether two sources differ in layout and comments only: a claimed fix that changes nothing (SPEC B20), a duplicate (B18). */
export function sameCode(a: string, b: string, language: Language): boolean {
  return a === b || essence(a, language) === essence(b, language);
}

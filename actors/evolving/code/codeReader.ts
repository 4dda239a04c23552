import { stripTypeScriptTypes } from 'node:module';
import { normalText } from '../../generators/editor/normal.ts';
import { readTree, type Tree } from '../../generators/editor/tree.ts';

/** How sources of one language are read. */
export type CodeReader = {
  tree(source: string): Tree | null;
  /** Whether it parses and is none of these but for layout. */
  isAnother(child: string, than: readonly string[]): boolean;
};

/** For the languages that the genetic editor knows; null for the others. */
export function codeReader(language: string): CodeReader | null {
  if (language !== 'javascript' && language !== 'typescript') return null;
  const tree = (source: string): Tree | null =>
    readTree(source, language === 'typescript' ? stripTypeScriptTypes : undefined);
  const essence = (source: string): string => {
    const read = tree(source);
    return read === null ? source : normalText(read.program);
  };
  return {
    tree,
    isAnother: (child, than) => {
      const read = tree(child);
      if (read === null) return false;
      const text = normalText(read.program);
      return than.every((one) => essence(one) !== text);
    },
  };
}

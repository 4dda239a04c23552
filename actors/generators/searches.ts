import { stripTypeScriptTypes } from 'node:module';
import type { Generator } from '../ports.ts';
import { geneticEditor } from './editor/geneticEditor.ts';
import type { Fix } from './library/fix.ts';
import { REPAIR_LIBRARY, repairLibrary } from './library/repairLibrary.ts';

const editors = {
  javascript: geneticEditor(),
  typescript: geneticEditor({ strip: stripTypeScriptTypes }),
} as const;

/** The searches that work without a model, in the order in which they were always declared. */
export const SEARCHES = [
  REPAIR_LIBRARY,
  editors.javascript.localSearch.name,
  editors.javascript.crossoverSearch.name,
] as const;

/** A search by its name, for code of a language; null: there is none of this name. `fixes` is what the repair library knows. */
export function searchOf(
  name: string,
  language: keyof typeof editors,
  fixes: readonly Fix[],
): Generator | null {
  const { localSearch, crossoverSearch } = editors[language];
  if (name === REPAIR_LIBRARY)
    return repairLibrary(fixes, language === 'typescript' ? { strip: stripTypeScriptTypes } : {});
  return [localSearch, crossoverSearch].find((search) => search.name === name) ?? null;
}

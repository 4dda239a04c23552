import { geneticEditor } from './editor/geneticEditor.ts';

export { geneticEditor, type GeneticEditor } from './editor/geneticEditor.ts';
export { learnFix, type Fix } from './library/fix.ts';
export { REPAIR_LIBRARY, repairLibrary } from './library/repairLibrary.ts';

/** The arms for JavaScript sources; for TypeScript, `geneticEditor({ strip })`. */
export const { localSearch, crossoverSearch, randomSearch, randomSingles } = geneticEditor();

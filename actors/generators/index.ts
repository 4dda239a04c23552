import { geneticEditor } from './editor/geneticEditor.ts';

export { geneticEditor, type GeneticEditor } from './editor/geneticEditor.ts';
export { learnFix, type Fix } from './library/fix.ts';
export { REPAIR_LIBRARY, repairLibrary } from './library/repairLibrary.ts';

/** Those for JavaScript sources. */
export const { localSearch, crossoverSearch, randomSearch, randomSingles } = geneticEditor();

import { processesContract } from './processesContract.ts';
import { temporaryFolders } from './sqliteSubject.ts';

const folder = temporaryFolders();
processesContract('one SQLite folder', () => `sqlite:${folder()}`);

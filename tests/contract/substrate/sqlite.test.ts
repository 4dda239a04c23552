import { sqliteSubject, temporaryFolders } from './sqliteSubject.ts';
import { substrateContract } from './substrateContract.ts';

substrateContract('sqlite', sqliteSubject(temporaryFolders()));

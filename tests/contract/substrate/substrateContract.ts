import { blobContract } from './blobContract.ts';
import { effectQueueContract } from './effectQueueContract.ts';
import { eventLogContract } from './eventLogContract.ts';
import { eventReadingContract } from './eventReadingContract.ts';
import { leaseContract } from './leaseContract.ts';
import { runLogContract } from './runLogContract.ts';
import { snapshotContract } from './snapshotContract.ts';
import type { Subject } from './subject.ts';
import { taskQueueContract } from './taskQueueContract.ts';
import { timerQueueContract } from './timerQueueContract.ts';

/** Everything a log must do, for each of its eight parts. */
export function substrateContract(name: string, subject: Subject): void {
  eventLogContract(name, subject);
  eventReadingContract(name, subject);
  effectQueueContract(name, subject);
  timerQueueContract(name, subject);
  taskQueueContract(name, subject);
  runLogContract(name, subject);
  snapshotContract(name, subject);
  blobContract(name, subject);
  leaseContract(name, subject);
}

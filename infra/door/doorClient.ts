import type { IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import type { Door } from './doorFile.ts';
import type { DoorLine, DoorRequest } from './doorServer.ts';

// Not imported: what an import makes of node:http loads all of fetch with it, as much again as all else that who knocks needs.
const { request } = process.getBuiltinModule('node:http');

/** Nobody is behind the door: its process is gone, or another program has its port. Nothing was done. */
export class StaleDoor extends Error {
  override readonly name = 'StaleDoor';
}

/** The process behind the door went away before it had answered. */
export class BrokenDoor extends Error {
  override readonly name = 'BrokenDoor';
}

/**
 * Sends a command to the process that holds the folder and gives its lines as they come.
 * @throws StaleDoor before anything was done, BrokenDoor when the answer broke off.
 */
export async function* throughDoor(
  door: Door,
  command: DoorRequest,
  signal: AbortSignal,
): AsyncGenerator<DoorLine, void> {
  const response = await knock(door, JSON.stringify(command), signal);
  if (response.statusCode !== 200) {
    const reason = (await response.setEncoding('utf8').toArray()).join('');
    const text = `the door of process ${door.pid} at ${door.address} refused (${response.statusCode}): ${reason}`;
    // Another process has the port now, or another door was opened since the file was read.
    if (response.statusCode === 401 || response.statusCode === 403) throw new StaleDoor(text);
    throw new BrokenDoor(text);
  }
  let ended = false;
  try {
    for await (const line of createInterface({ input: response, crlfDelay: Infinity })) {
      const said = JSON.parse(line) as DoorLine;
      ended = 'exit' in said;
      yield said;
    }
  } catch (error) {
    if (signal.aborted) return;
    throw error;
  } finally {
    response.destroy();
  }
  if (!ended && !signal.aborted) {
    throw new BrokenDoor(
      `process ${door.pid}, which holds the folder, ended before it had answered: try again`,
    );
  }
}

function knock(door: Door, body: string, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const url = `http://${door.address}/command`;
    const headers = {
      authorization: `Bearer ${door.token}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    const sending = request(url, { method: 'POST', headers, signal, agent: false }, resolve);
    sending.on('error', (error: NodeJS.ErrnoException) => {
      if (signal.aborted) return reject(error);
      if (error.code === 'ECONNREFUSED')
        return reject(new StaleDoor(`nobody answers at ${door.address}`, { cause: error }));
      reject(
        new BrokenDoor(
          `process ${door.pid} at ${door.address} did not answer (${error.message}): try again`,
          { cause: error },
        ),
      );
    });
    sending.end(body);
  });
}

import type { Limits, Served, ServedOutcome } from '../../actors/ports.ts';
import type { Child, Death, Task } from './child.ts';
import { GRACE_MS } from './evaluation.ts';
import { Kind } from './frames.ts';
import { decodeServed } from './served.ts';
import type { ServeOrder } from './worker/serve.ts';
import type { Unloadable } from './worker/prepare.ts';

/** Where served artifacts run: the pinned child, or the quarantine for one that has killed a child. */
export type Places = { pin(): Child; quarantine(): Child; closed(): boolean };

/** One stored artifact kept loaded in one child, and loaded again wherever that child's successor is. */
export class ServedHandle implements Served {
  readonly #id: number;
  readonly #order: ServeOrder;
  readonly #places: Places;
  #pinned: Child | null = null;
  #quarantined = false;
  #closed = false;

  constructor(id: number, order: ServeOrder, places: Places) {
    this.#id = id;
    this.#order = order;
    this.#places = places;
  }

  /** Loads the artifact; an error says why it cannot be served. */
  async load(): Promise<void> {
    const refusal = await this.#loadInto(this.#place(false));
    if (refusal === null) return;
    const { name, message, line } = refusal.error;
    throw new Error(
      `cannot serve this program: ${name}: ${message}${line === null ? '' : ` (line ${line})`}`,
    );
  }

  call(input: string, options?: { readonly fuel?: boolean }): Promise<ServedOutcome> {
    if (this.#closed || this.#places.closed())
      return Promise.reject(new Error('this artifact is not served any more: it was closed'));
    return new Promise((resolve, reject) =>
      this.#send(input, options?.fuel === true, false, resolve, reject),
    );
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const child = this.#pinned;
    if (child === null || !child.alive || !child.artifacts.delete(this.#id)) return;
    const body = Buffer.alloc(4);
    body.writeUInt32LE(this.#id);
    child.send({ kind: Kind.unload, body, patienceMs: null, answer: () => true, lost: () => undefined });
  }

  #place(suspect: boolean): Child {
    if (suspect || this.#quarantined) return this.#places.quarantine();
    if (this.#pinned === null || !this.#pinned.alive) this.#pinned = this.#places.pin();
    return this.#pinned;
  }

  #send(
    input: string,
    fuel: boolean,
    suspect: boolean,
    resolve: (o: ServedOutcome) => void,
    reject: (e: Error) => void,
  ): void {
    const child = this.#place(suspect);
    if (!child.artifacts.has(this.#id)) {
      this.#loadInto(child).catch(() => undefined);
    }
    const body = Buffer.allocUnsafe(5 + Buffer.byteLength(input));
    body.writeUInt32LE(this.#id, 0);
    body[4] = fuel ? 1 : 0;
    body.write(input, 5);
    child.send({
      kind: Kind.call,
      body,
      patienceMs: patience(this.#order.limits),
      answer: (kind, answer) => {
        if (kind === Kind.served) resolve(decodeServed(answer));
        else reject(new Error(answer.toString()));
        return true;
      },
      lost: (death, ran) => {
        if (this.#places.closed()) return reject(new Error('the sandbox was closed'));
        if (!ran) return this.#send(input, fuel, suspect, resolve, reject);
        if (!suspect) return this.#send(input, fuel, true, resolve, reject);
        // Alone and again: this artifact kills what it runs in, so it stays apart from now on.
        this.#quarantined = true;
        resolve({ status: death.cause, detail: death.detail, fuel: null, wallUs: 0, judged: null });
      },
    });
  }

  #loadInto(child: Child): Promise<Unloadable | null> {
    child.artifacts.add(this.#id);
    return new Promise((resolve, reject) => {
      const task: Task = {
        kind: Kind.load,
        body: JSON.stringify({ id: this.#id, order: this.#order }),
        patienceMs: 3 * patience(this.#order.limits),
        answer: (kind, body) => {
          if (kind === Kind.fault) reject(new Error(body.toString()));
          else resolve(JSON.parse(body.toString()) as Unloadable | null);
          return true;
        },
        lost: (death: Death) => reject(new Error(`the artifact was not loaded: ${death.detail}`)),
      };
      child.send(task);
    });
  }
}

function patience(limits: Limits): number {
  return 2 * limits.wallMs + GRACE_MS;
}

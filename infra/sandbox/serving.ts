import type { Quarantine, Served, ServedOutcome } from '../../actors/ports.ts';
import type { Child, Death, Task } from './child.ts';
import { BODY, CALL_CAREFUL, CALL_COUNTED, encodeFrame, Kind, openFrame } from './frames.ts';
import { decodeServed } from './served.ts';
import type { ServeOrder } from './worker/serve.ts';
import type { Unloadable } from './worker/prepare.ts';

/** Where served artifacts run: the pinned child, or apart from the others when one has killed a child. */
export type Places = {
  pin(): Child;
  apart(): Child;
  closed(): boolean;
  readonly graceMs: number;
  /** Off: an offender goes on being called, apart from the others. */
  readonly quarantine: boolean;
};

type Call = {
  readonly input: string;
  readonly counted: boolean;
  readonly resolve: (outcome: ServedOutcome) => void;
  readonly reject: (error: Error) => void;
  /** It was asked again where it had not been loaded. */
  readonly again?: true;
};

/** `shaken`: its child died before it came to it. `suspect`: its child died while it ran, so it runs apart this time. */
type Standing = 'trusted' | 'shaken' | 'suspect';

/** One stored artifact kept loaded in one child, and loaded again wherever that child's successor is. */
export class ServedHandle implements Served {
  readonly #id: number;
  readonly #order: ServeOrder;
  readonly #places: Places;
  #pinned: Child | null = null;
  #offence: Quarantine | null = null;
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

  get quarantine(): Quarantine | null {
    return this.#places.quarantine ? this.#offence : null;
  }

  call(input: string, options?: { readonly fuel?: boolean }): Promise<ServedOutcome> {
    if (this.#closed || this.#places.closed()) {
      return Promise.reject(new Error('this artifact is not served any more: it was closed'));
    }
    return new Promise((resolve, reject) => {
      this.#send({ input, counted: options?.fuel === true, resolve, reject }, 'trusted');
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const child = this.#pinned;
    if (child === null || !child.alive || !child.artifacts.delete(this.#id)) return;
    child.send({
      frame: (task) => encodeFrame(Kind.unload, task, String(this.#id)),
      patienceMs: null,
      answer: () => true,
      lost: () => undefined,
    });
  }

  #place(suspect: boolean): Child {
    if (suspect || this.#offence !== null) return this.#places.apart();
    if (this.#pinned === null || !this.#pinned.alive) this.#pinned = this.#places.pin();
    return this.#pinned;
  }

  #send(order: Call, standing: Standing): void {
    const { quarantine } = this;
    if (quarantine !== null) return order.resolve(notRun(quarantine));
    const child = this.#place(standing === 'suspect');
    if (!child.artifacts.has(this.#id)) this.#loadInto(child).catch(() => undefined);
    child.send({
      frame: (task) => this.#callFrame(task, order, standing),
      patienceMs: this.#patience(),
      answer: (kind, answer) => {
        if (kind === Kind.ended) this.#ended(order, standing, JSON.parse(answer.toString()) as Death);
        else if (kind === Kind.served) order.resolve(decodeServed(answer));
        else this.#notThere(child, order, standing, answer.toString());
        return true;
      },
      lost: (death, ran) => {
        if (this.#places.closed()) return order.reject(new Error('the sandbox was closed'));
        if (!ran) return this.#send(order, standing === 'suspect' ? 'suspect' : 'shaken');
        this.#ended(order, standing, death);
      },
    });
  }

  /** On a busy machine a successor can fail to load what was loaded before: it is tried once more, and then the call says why. */
  #notThere(child: Child, order: Call, standing: Standing, why: string): void {
    child.artifacts.delete(this.#id);
    if (order.again) return order.reject(new Error(why));
    this.#send({ ...order, again: true }, standing);
  }

  /** A call ended what it ran in: once may be chance, alone and again it is the artifact. */
  #ended(order: Call, standing: Standing, { cause, detail }: Death): void {
    if (standing !== 'suspect') return this.#send(order, 'suspect');
    this.#offence ??= { cause, detail };
    order.resolve({ status: cause, detail, fuel: null, wallUs: 0, judged: null });
  }

  #callFrame(task: number, { input, counted }: Call, standing: Standing): Buffer {
    const frame = openFrame(Kind.call, task, 5 + Buffer.byteLength(input));
    frame.writeUInt32LE(this.#id, BODY);
    frame[BODY + 4] = (counted ? CALL_COUNTED : 0) | (standing === 'trusted' ? 0 : CALL_CAREFUL);
    frame.write(input, BODY + 5);
    return frame;
  }

  #loadInto(child: Child): Promise<Unloadable | null> {
    child.artifacts.add(this.#id);
    return new Promise((resolve, reject) => {
      const task: Task = {
        frame: (task) => encodeFrame(Kind.load, task, JSON.stringify({ id: this.#id, order: this.#order })),
        patienceMs: 3 * this.#patience(),
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

  /** Artifact and judge, each within its time, and what a busy machine may add. */
  #patience(): number {
    return 2 * this.#order.limits.wallMs + this.#places.graceMs;
  }
}

function notRun({ cause, detail }: Quarantine): ServedOutcome {
  return {
    status: 'crash',
    detail: `not run: quarantined since a call ended its process (${cause}: ${detail})`,
    fuel: null,
    wallUs: 0,
    judged: null,
    ran: false,
  };
}

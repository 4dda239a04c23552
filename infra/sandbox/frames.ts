/** What parent and child say to each other: `u32 length, u8 kind, u32 task, body`, little endian. */
export const Kind = {
  // parent to child
  evaluate: 1,
  load: 2,
  call: 3,
  unload: 4,
  // child to parent
  ready: 16,
  loaded: 17,
  calls: 18,
  done: 19,
  served: 20,
  fault: 21,
  /** Instead of `served`: the call ended the process that was its artifact's own; the worker goes on. */
  ended: 22,
} as const;

/** Flags of a call: count fuel; send every earlier answer first, so that a death is blamed on the right call. */
export const CALL_COUNTED = 1;
export const CALL_CAREFUL = 2;

export type Frame = { readonly kind: number; readonly task: number; readonly body: Buffer };

/** Where the body begins. */
export const BODY = 9;

/** A frame with room for a body of `size` bytes, and where to write it. */
export function openFrame(kind: number, task: number, size: number): Buffer {
  const frame = Buffer.allocUnsafe(BODY + size);
  frame.writeUInt32LE(size, 0);
  frame[4] = kind;
  frame.writeUInt32LE(task, 5);
  return frame;
}

export function encodeFrame(kind: number, task: number, body: string): Buffer {
  const frame = openFrame(kind, task, Buffer.byteLength(body));
  frame.write(body, BODY);
  return frame;
}

/** Cuts a byte stream into frames. A frame longer than `longest` is a protocol error. */
export class FrameReader {
  readonly #longest: number;
  #parts: Buffer[] = [];
  #bytes = 0;
  /** Bytes needed before looking again, so that a large frame is joined once and not at every chunk. */
  #wanted = BODY;

  constructor(longest: number) {
    this.#longest = longest;
  }

  /**
   * The frames completed by `chunk`, in order and one by one, so that what came before a broken one is heard. Bodies are views of it: use or
   * copy them before the next push.
   */
  *push(chunk: Buffer): Generator<Frame, void> {
    this.#bytes += chunk.length;
    if (this.#bytes < this.#wanted) {
      // Copied, because the worker reuses its read buffer.
      this.#parts.push(Buffer.from(chunk));
      return;
    }
    const data = this.#parts.length === 0 ? chunk : Buffer.concat([...this.#parts, chunk]);
    let at = 0;
    this.#wanted = BODY;
    while (data.length - at >= BODY) {
      const size = data.readUInt32LE(at);
      if (size > this.#longest) throw new Error(`a frame of ${size} bytes is longer than ${this.#longest}`);
      if (data.length - at < BODY + size) {
        this.#wanted = BODY + size;
        break;
      }
      const body = data.subarray(at + BODY, at + BODY + size);
      yield { kind: data[at + 4] ?? 0, task: data.readUInt32LE(at + 5), body };
      at += BODY + size;
    }
    this.#parts = at === data.length ? [] : [Buffer.from(data.subarray(at))];
    this.#bytes = data.length - at;
  }
}

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
} as const;

/** Flags of a call: count fuel; send every earlier answer first, so that a death is blamed on the right call. */
export const CALL_COUNTED = 1;
export const CALL_CAREFUL = 2;

export type Frame = { readonly kind: number; readonly task: number; readonly body: Buffer };

const HEAD = 9;

export function encodeFrame(kind: number, task: number, body: string | Buffer): Buffer {
  const size = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
  const frame = Buffer.allocUnsafe(HEAD + size);
  frame.writeUInt32LE(size, 0);
  frame[4] = kind;
  frame.writeUInt32LE(task, 5);
  if (typeof body === 'string') frame.write(body, HEAD);
  else body.copy(frame, HEAD);
  return frame;
}

/** Cuts a byte stream into frames. A frame longer than `longest` is a protocol error. */
export class FrameReader {
  readonly #longest: number;
  #parts: Buffer[] = [];
  #bytes = 0;
  /** Bytes needed before looking again, so that a large frame is joined once and not at every chunk. */
  #wanted = HEAD;

  constructor(longest: number) {
    this.#longest = longest;
  }

  /** The frames completed by `chunk`, in order. Bodies are views of it: use or copy them before the next push. */
  push(chunk: Buffer): Frame[] {
    this.#parts.push(chunk);
    this.#bytes += chunk.length;
    const frames: Frame[] = [];
    if (this.#bytes < this.#wanted) return frames;
    const data = this.#parts.length === 1 ? chunk : Buffer.concat(this.#parts);
    let at = 0;
    this.#wanted = HEAD;
    while (data.length - at >= HEAD) {
      const size = data.readUInt32LE(at);
      if (size > this.#longest) throw new Error(`a frame of ${size} bytes is longer than ${this.#longest}`);
      if (data.length - at < HEAD + size) {
        this.#wanted = HEAD + size;
        break;
      }
      const body = data.subarray(at + HEAD, at + HEAD + size);
      frames.push({ kind: data[at + 4] ?? 0, task: data.readUInt32LE(at + 5), body });
      at += HEAD + size;
    }
    // The rest is copied: the worker reuses its read buffer.
    this.#parts = at === data.length ? [] : [Buffer.from(data.subarray(at))];
    this.#bytes = data.length - at;
    return frames;
  }
}

/** What an Ollama server said in place of an answer; the client of Ollama would print it and drop its headers. */
export class OllamaRefusal extends Error {
  override readonly name = 'OllamaRefusal';
  readonly status: number;
  readonly headers: Headers;

  constructor(status: number, message: string, headers: Headers) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

/** A line of the stream that is no JSON object; the client of Ollama would skip it, and the answer with it. */
export class MalformedLine extends Error {
  override readonly name = 'MalformedLine';
}

const SAID_MAX = 400;

/** The `fetch` that the client of Ollama is given: it stops with the signal, and what is wrong is an exception, not a line on the console. */
export function ollamaFetch(signal: AbortSignal): typeof fetch {
  return async (url, init = {}) => {
    const response = await fetch(url, { ...init, signal });
    if (!response.ok) throw new OllamaRefusal(response.status, await said(response), response.headers);
    const body = response.body?.pipeThrough(wholeLines()) ?? null;
    return new Response(body, { status: response.status, headers: response.headers });
  };
}

async function said(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    if (typeof error === 'string') return error.slice(0, SAID_MAX);
  } catch {
    // Not Ollama's own words (a proxy's page): told as they are.
  }
  return text.slice(0, SAID_MAX) || response.statusText;
}

/** Passes a line on when it is a JSON object; one without its end, at the end, is what a lost connection leaves. */
function wholeLines(): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  const [decoder, encoder] = [new TextDecoder(), new TextEncoder()];
  let rest = '';
  const checked = (line: string) => {
    if (line.trim() === '') return '';
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      value = null;
    }
    if (typeof value !== 'object' || value === null)
      throw new MalformedLine(`a line of the stream is no JSON object: ${line.slice(0, 80)}`);
    return `${line}\n`;
  };
  return new TransformStream({
    transform(chunk, controller) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      const text = lines.map(checked).join('');
      if (text !== '') controller.enqueue(encoder.encode(text));
    },
    flush(controller) {
      try {
        controller.enqueue(encoder.encode(checked(rest)));
      } catch {
        // Half a line: the client then misses the last one and says so.
      }
    },
  });
}

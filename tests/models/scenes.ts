/** What a test server does with one request. Without a scene it answers as a sound server would. */
export type Scene =
  /** Refuses with a status, as the protocol words it. */
  | {
      readonly do: 'refuse';
      readonly status: number;
      readonly code?: string;
      readonly message: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Says so much, then the connection is gone. */
  | { readonly do: 'drop'; readonly after: string }
  /** Says so much, then ends in order, without the last word of the protocol. */
  | { readonly do: 'end'; readonly after: string }
  /** Says so much, then a line that is no JSON. */
  | { readonly do: 'garble'; readonly after: string }
  /** Says so much, then that something went wrong, in the middle of the stream. */
  | { readonly do: 'fail'; readonly after: string; readonly message: string }
  /** Says so much, then nothing for ever. */
  | { readonly do: 'hang'; readonly after: string }
  /** The model declines. */
  | { readonly do: 'decline'; readonly message: string }
  /** A page of a proxy in place of the protocol. */
  | { readonly do: 'page'; readonly status: number }
  /** Answers without counting tokens. */
  | { readonly do: 'uncounted' }
  /** Answers, and says counts that are none. */
  | { readonly do: 'miscounted' };

/** What the models of the test servers know. Anything else is echoed. */
export const ANSWERS: Readonly<Record<string, string>> = {
  'Say hello.': 'Hello from a server that speaks the real protocol — ünïcödé included.',
  'Count from 1 to 40.': Array.from({ length: 40 }, (_, at) => String(at + 1)).join(' '),
  'Give a name and an age as JSON.': '{"name": "Ada", "age": 36}',
};

/** A word a token: how the test servers count. */
export const words = (text: string): readonly string[] => text.match(/\S+\s*/g) ?? [];

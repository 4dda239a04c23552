/** What a bare child is asked: to load a source, to answer a call, to time so many calls in there, to hold so many isolates. */
export const Bare = { load: 1, call: 2, time: 3, hold: 4 } as const;

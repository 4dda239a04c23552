/** One line and what hangs below it. */
export type Branch = { readonly text: string; readonly children: readonly Branch[] };

/** A tree as lines: `├─`, `└─`, and `│` where something follows. */
export function treeLines({ text, children }: Branch): string[] {
  return [
    text,
    ...children.flatMap((child, index) => {
      const last = index === children.length - 1;
      const [first = '', ...rest] = treeLines(child);
      return [`${last ? '└─ ' : '├─ '}${first}`, ...rest.map((line) => `${last ? '   ' : '│  '}${line}`)];
    }),
  ];
}

const COMMENT = /^--\s?/;

/** Comment lines as one text; a word split by a hyphen at the end of a line is put together. */
function joined(lines: readonly string[]): string {
  return lines
    .map((line) => line.replace(COMMENT, ''))
    .join('\n')
    .replace(/(\w-)\n(?=\w)/g, '$1')
    .replaceAll('\n', ' ');
}

/** The comment that a source of SQL begins with. */
export function leadingComment(sql: string): string {
  const lines = sql.split('\n');
  const end = lines.findIndex((line) => !COMMENT.test(line));
  return joined(end < 0 ? lines : lines.slice(0, end));
}

/** Comments that stand directly before a `CREATE TABLE raw.<name>` or `CREATE VIEW fact.<name>`, by that name. */
export function tableComments(sql: string): ReadonlyMap<string, string> {
  const found = sql.matchAll(/((?:^--.*\n)+)CREATE (?:TABLE raw|VIEW fact)\.(\w+)/gm);
  return new Map([...found].map(([, comment = '', name = '']) => [name, joined(comment.trim().split('\n'))]));
}

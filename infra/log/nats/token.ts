/** A text as one subject token, injectively: everything but letters, digits, `_` and `-` becomes `=XX` per byte. */
export function token(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9_-]/gu, (character) =>
    [...Buffer.from(character)].map((byte) => `=${byte.toString(16).padStart(2, '0')}`).join(''),
  );
}

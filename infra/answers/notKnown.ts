/** There is nothing of that name; the message says where names are listed. */
export class NotKnown extends Error {
  override readonly name = 'NotKnown';
}

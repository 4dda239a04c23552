/** What is stored cannot be called in this house: something it needs is not there. The message says what, and what to do. */
export class CannotServe extends Error {
  override readonly name = 'CannotServe';
}

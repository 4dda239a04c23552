/** What can go wrong beneath the log, as callers tell it apart. */
export type FailureKind =
  | 'address'
  | 'busy'
  | 'full'
  | 'damaged'
  | 'closed'
  | 'newer'
  | 'foreign'
  | 'unreachable'
  | 'other';

/** A log that cannot do what was asked. The message says what, where and what to do. */
export class LogFailure extends Error {
  override readonly name = 'LogFailure';
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

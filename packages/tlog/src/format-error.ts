/** Why bytes or text are not what their specification says. */
export class FormatError extends Error {
  readonly code = 'TLOG_FORMAT'

  constructor(message: string) {
    super(message)
    this.name = 'FormatError'
  }
}

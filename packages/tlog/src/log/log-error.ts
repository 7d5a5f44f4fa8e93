/**
 * - `LOG_ENTRY_TOO_LONG`: an entry over 65,535 bytes; keep the payload elsewhere and log its hash
 * - `LOG_QUEUE_FULL`: more is waiting than may; try again later
 * - `LOG_CLOSED`
 * - `LOG_WRITE_FAILED`: the disk refused, and what it holds is not known; open the log again
 * - `LOG_DAMAGED`: what is on disk is not what the tree says; the message names the entries
 * - `LOG_WOULD_FORK`: a checkpoint would contradict one that was signed before; nothing is signed
 * - `LOG_NO_SUCH_ENTRY`: no published checkpoint covers it
 * - `LOG_WRONG_KEYS`: the signers do not fit the log
 */
export type LogErrorCode =
  | 'LOG_ENTRY_TOO_LONG'
  | 'LOG_QUEUE_FULL'
  | 'LOG_CLOSED'
  | 'LOG_WRITE_FAILED'
  | 'LOG_DAMAGED'
  | 'LOG_WOULD_FORK'
  | 'LOG_NO_SUCH_ENTRY'
  | 'LOG_WRONG_KEYS'

export class LogError extends Error {
  readonly code: LogErrorCode

  constructor(code: LogErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'LogError'
    this.code = code
  }
}

export function isLogError(error: unknown, code: LogErrorCode): error is LogError {
  return error instanceof LogError && error.code === code
}

import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino'
import { describeForLog, hideSecrets, secretPaths } from './log-secrets.ts'
import { textLine } from './log-text.ts'

export type Log = Logger
export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug'
/** `auto`: text when standard error is a terminal, JSON lines otherwise. */
export type LogFormat = 'auto' | 'json' | 'text'

export type LogOptions = {
  readonly format?: LogFormat
  /** Default: standard error, since standard output belongs to what the operator asked for. */
  readonly destination?: DestinationStream
}

/** What no line may hold, wherever it comes from, is described in log-secrets.ts. */
export function openLog(level: LogLevel, options: LogOptions = {}): Log {
  const { format = 'auto', destination = pino.destination({ fd: 2, sync: true }) } = options
  const asText = format === 'text' || (format === 'auto' && process.stderr.isTTY === true)
  return pino(
    {
      level,
      timestamp: stdTimeFunctions.isoTime,
      redact: { paths: [...secretPaths], remove: true },
      serializers: { err: describeForLog, error: describeForLog, req: () => undefined, res: () => undefined },
    },
    {
      write: (line: string) => {
        const safe = hideSecrets(line)
        destination.write(asText ? textLine(safe) : safe)
      },
    },
  )
}

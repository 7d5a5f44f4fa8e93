import { type Logger, pino } from 'pino'

export type Log = Logger
export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug'

/** JSON lines on standard error: standard output belongs to what the operator asked for. */
export function openLog(level: LogLevel): Log {
  return pino(
    {
      level,
      redact: { paths: ['req.headers.authorization', 'req.headers.cookie', 'token', 'key'], remove: true },
    },
    pino.destination({ fd: 2, sync: true }),
  )
}

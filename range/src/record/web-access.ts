import type { LineAt } from '../range-record.ts'

export type WebRequest = {
  readonly sourceIp: string
  readonly method: string
  readonly path: string
  readonly status: number
  readonly bytes: number
  readonly referrer?: string
  readonly userAgent: string
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A line of nginx's `combined` access log, in UTC. */
export function nginxCombined(request: WebRequest): LineAt {
  return (atMs) => {
    const at = new Date(atMs)
    const day = `${String(at.getUTCDate()).padStart(2, '0')}/${months[at.getUTCMonth()]}/${at.getUTCFullYear()}`
    const line = `${request.method} ${request.path} HTTP/1.1`
    return `${request.sourceIp} - - [${day}:${at.toISOString().slice(11, 19)} +0000] "${line}" ${request.status} ${request.bytes} "${request.referrer ?? '-'}" "${request.userAgent}"`
  }
}

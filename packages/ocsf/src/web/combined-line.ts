import type { LineParser, LineReading } from '../normaliser.ts'
import type { Json } from '../record.ts'
import { clfTimeMs } from './clf-time.ts'
import { atEnd, bracketed, type LineScanner, quoted, scannerOf, value } from './line-scanner.ts'
import { requestLineOf } from './request-line.ts'

/**
 * Access lines of nginx and Apache: the Common Log Format, "combined", either behind a virtual host, and what a site
 * appended to them. Source: Apache mod_log_config; nginx ngx_http_log_module.
 */
export const combinedLine: LineParser = { format: 'nginx-access', open: () => readLine }

const no: LineReading = { kind: 'no' }
/** Addresses and user names are short: a bracket farther in belongs to something else. */
const bracketMaxAt = 1024

function readLine(line: string): LineReading {
  const open = line.indexOf(' [')
  if (open === -1 || open > bracketMaxAt) return no
  const scanner = scannerOf(line)
  scanner.at = open
  const time = bracketed(scanner)
  if (time === undefined || clfTimeMs(time) === undefined) return no
  const fields = callerOf(line.slice(0, open))
  if (fields === undefined) return no
  const request = quoted(scanner, 'escaped')
  const status = value(scanner, 'escaped')
  if (request === undefined || status === undefined || !/^(?:\d{3}|-)$/.test(status)) return no
  fields.time_local = time
  addRequest(fields, request)
  if (status !== '-') fields.status = Number(status)
  addRest(fields, scanner)
  return { kind: 'record', record: { fields, raw: line } }
}

type Fields = { [name: string]: Json }

/** `host ident user`, where the user may hold blanks, or `vhost:port host ident user`. */
function callerOf(text: string): Fields | undefined {
  const words = text.split(' ')
  const behindHost = words.length > 3 && words[2] === '-' && words[1] !== '-'
  const from = behindHost ? 1 : 0
  const [address, ident, ...user] = words.slice(from)
  if (address === undefined || address === '' || ident === undefined || user.length === 0) return undefined
  const fields: Fields = { remote_addr: address, remote_user: user.join(' ') }
  if (ident !== '-') fields.ident = ident
  if (behindHost) fields.host = words[0] as string
  return fields
}

function addRequest(fields: Fields, request: string): void {
  fields.request = request
  const { method, target, protocol } = requestLineOf(request)
  if (method !== undefined) fields.request_method = method
  if (target !== undefined) fields.request_uri = target
  if (protocol !== undefined) fields.server_protocol = protocol
}

/** Fields after the status have no names in the line: the first three are settled, a fourth is usually this header. */
const restNames = ['body_bytes_sent', 'http_referer', 'http_user_agent', 'http_x_forwarded_for'] as const
const restMax = 32

function addRest(fields: Fields, scanner: LineScanner): void {
  const more: string[] = []
  for (let at = 0; at < restMax && !atEnd(scanner); at++) {
    const found = value(scanner, 'escaped')
    if (found === undefined) break
    const name = restNames[at]
    // An appended request time is a number where the header would hold addresses.
    if (name === undefined || (at === 3 && !/[.:]\S*[.:]|^-$/.test(found))) more.push(found)
    else fields[name] = at === 0 && /^\d{1,15}$/.test(found) ? Number(found) : found
  }
  if (more.length > 0) fields.more = more
}

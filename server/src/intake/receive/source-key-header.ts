import type { IncomingHttpHeaders } from 'node:http'

/**
 * The source key of a request, the way each shipper can send one: `Bearer` and `Splunk` carry it as it is, `ApiKey`
 * too or as base64 of `id:key` (Elasticsearch), `Basic` as the password (RFC 7617); or the header `x-source-key`.
 * Never from the address: addresses end up in logs.
 */
export function sourceKeyOf(headers: IncomingHttpHeaders): string | undefined {
  const own = headers['x-source-key']
  if (typeof own === 'string' && own !== '') return own.trim()
  const [, scheme, value] = /^\s*([A-Za-z]+)\s+(\S+)\s*$/.exec(headers.authorization ?? '') ?? []
  if (scheme === undefined || value === undefined) return undefined
  switch (scheme.toLowerCase()) {
    case 'bearer':
    case 'splunk':
      return value
    case 'apikey':
      return value.startsWith('cs_') ? value : afterColon(value)
    case 'basic':
      return afterColon(value)
    default:
      return undefined
  }
}

function afterColon(base64: string): string | undefined {
  const text = Buffer.from(base64, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon === -1 ? undefined : text.slice(colon + 1)
}

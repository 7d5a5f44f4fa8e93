import { present } from '../draft.ts'

export type Authority = { readonly hostname: string; readonly port: number | undefined }

/** Where a request went: OCSF `url` as far as the record tells. */
export type RequestUrl = {
  readonly scheme: string | undefined
  readonly hostname: string | undefined
  readonly port: number | undefined
  readonly path: string | undefined
  readonly query: string | undefined
}

const schemeShape = /^[a-zA-Z][a-zA-Z0-9+.-]{0,15}:\/\//

/** `host`, `host:port` and `[v6]:port` (RFC 3986, section 3.2); user information is left out. */
export function authorityOf(text: string): Authority {
  const host = text.slice(text.lastIndexOf('@') + 1)
  const bracket = host.startsWith('[') ? host.indexOf(']') : -1
  if (bracket !== -1)
    return { hostname: host.slice(1, bracket), port: portOf(host.slice(bracket + 1).replace(/^:/, '')) }
  const colon = host.indexOf(':')
  // More than one colon without brackets is a bare IPv6 address.
  if (colon === -1 || host.indexOf(':', colon + 1) !== -1) return { hostname: host, port: undefined }
  return { hostname: host.slice(0, colon), port: portOf(host.slice(colon + 1)) }
}

function portOf(text: string): number | undefined {
  if (!/^\d{1,5}$/.test(text)) return undefined
  const port = Number(text)
  return port <= 65_535 ? port : undefined
}

/**
 * Reads a request target in its four forms (RFC 9112, section 3.2): `/path?query`, `scheme://host/path?query`,
 * `host:port` of CONNECT, and `*`. What the target does not say comes from the Host header and the scheme beside it.
 */
export function requestUrl(
  target: string | undefined,
  host: string | undefined,
  scheme: string | undefined,
  method?: string,
): RequestUrl {
  const stated = target !== undefined ? schemeShape.exec(target)?.[0] : undefined
  if (target !== undefined && stated !== undefined) {
    const rest = target.slice(stated.length)
    const slash = rest.search(/[/?#]/)
    const at = slash === -1 ? rest.length : slash
    return from(rest.slice(at), authorityOf(rest.slice(0, at)), stated.slice(0, -3).toLowerCase())
  }
  if (target !== undefined && method === 'CONNECT') return from('', authorityOf(target), scheme)
  return from(target, host === undefined ? undefined : authorityOf(host), scheme)
}

function from(
  target: string | undefined,
  authority: Authority | undefined,
  scheme: string | undefined,
): RequestUrl {
  const ask = target?.indexOf('?') ?? -1
  const path = ask === -1 ? target : target?.slice(0, ask)
  return {
    scheme,
    hostname: authority?.hostname === '' ? undefined : authority?.hostname,
    port: authority?.port,
    path: path === '' ? undefined : path,
    query: ask === -1 ? undefined : target?.slice(ask + 1),
  }
}

/** OCSF `url`, or undefined when nothing of it is known. The whole is written only where its scheme and host are known. */
export function urlObject(url: RequestUrl): object | undefined {
  const { scheme, hostname, port, path, query } = url
  if (hostname === undefined && path === undefined) return undefined
  // OCSF wants a path or the whole: of `CONNECT host:443` the authority is the whole.
  const whole = urlText(url) ?? (path === undefined ? authorityText(url) : undefined)
  return present({ scheme, hostname, port, path, query_string: query, url_string: whole })
}

/** `https://shop.example:8443/basket?id=7`, or undefined where its scheme or host is not known. */
export function urlText({ scheme, hostname, port, path, query }: RequestUrl): string | undefined {
  if (scheme === undefined || hostname === undefined) return undefined
  return `${scheme}://${authorityText({ hostname, port })}${path ?? ''}${query === undefined ? '' : `?${query}`}`
}

function authorityText({ hostname = '', port }: Pick<RequestUrl, 'hostname' | 'port'>): string {
  const host = hostname.includes(':') ? `[${hostname}]` : hostname
  return port === undefined ? host : `${host}:${port}`
}

/** The thing a request acted on: its host and path, without the query. */
export function urlResource({ hostname, path }: RequestUrl): string | undefined {
  if (hostname === undefined) return path
  return path === undefined ? hostname : `${hostname}${path}`
}

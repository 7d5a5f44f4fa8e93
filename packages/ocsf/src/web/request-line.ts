/** `GET /basket?id=7 HTTP/1.1` in its parts; what a stranger sent instead of a request stays as the target. */
export type RequestLine = {
  readonly method: string | undefined
  readonly target: string | undefined
  readonly protocol: string | undefined
}

const methodShape = /^[A-Za-z][A-Za-z_-]{0,31}$/

export function requestLineOf(text: string | undefined): RequestLine {
  if (text === undefined || text === '' || text === '-')
    return { method: undefined, target: undefined, protocol: undefined }
  const first = text.indexOf(' ')
  const method = first === -1 ? text : text.slice(0, first)
  if (!methodShape.test(method)) return { method: undefined, target: text, protocol: undefined }
  if (first === -1) return { method, target: undefined, protocol: undefined }
  const last = text.lastIndexOf(' ')
  const protocol = last > first ? text.slice(last + 1) : ''
  if (protocol === '-' || protocol.startsWith('HTTP/') || protocol.startsWith('http/'))
    return {
      method,
      target: text.slice(first + 1, last).trim(),
      protocol: protocol === '-' ? undefined : protocol,
    }
  return { method, target: text.slice(first + 1), protocol: undefined }
}

/** `HTTP/2.0` as OCSF writes it: `2.0`. */
export function httpVersionOf(protocol: string | undefined): string | undefined {
  return protocol?.toUpperCase().startsWith('HTTP/') === true ? protocol.slice(5) : protocol
}

/** One proxy's word on the certificate its client showed. */
export type ForwardedCertificate = {
  readonly subject: string | undefined
  readonly uri: string | undefined
  readonly hash: string | undefined
  readonly by: string | undefined
}

/** A header of more elements than this is not a chain of proxies. */
const elementsMax = 16

/**
 * Envoy's `x-forwarded-client-cert`, nearest client last: elements apart by commas, `Key=value` pairs by semicolons,
 * values with either in double quotes. Source: Envoy documentation, "HTTP header manipulation", XFCC.
 */
export function forwardedCertificates(header: string | undefined): readonly ForwardedCertificate[] {
  if (header === undefined || header === '' || header === '-') return []
  return splitOutsideQuotes(header, ',')
    .slice(-elementsMax)
    .map((element) => {
      const pairs = new Map(splitOutsideQuotes(element, ';').map(pairOf))
      return {
        subject: pairs.get('subject'),
        uri: pairs.get('uri'),
        hash: pairs.get('hash'),
        by: pairs.get('by'),
      }
    })
}

function pairOf(text: string): [name: string, value: string | undefined] {
  const equals = text.indexOf('=')
  if (equals === -1) return [text.trim().toLowerCase(), undefined]
  const value = text.slice(equals + 1).trim()
  return [text.slice(0, equals).trim().toLowerCase(), unquoted(value)]
}

function unquoted(value: string): string | undefined {
  const bare =
    value.length > 1 && value.startsWith('"') && value.endsWith('"')
      ? value.slice(1, -1).replaceAll('\\"', '"')
      : value
  return bare === '' ? undefined : bare
}

function splitOutsideQuotes(text: string, separator: string): readonly string[] {
  const parts: string[] = []
  let from = 0
  let inside = false
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]
    if (letter === '\\' && inside) at++
    else if (letter === '"') inside = !inside
    else if (letter === separator && !inside) {
      parts.push(text.slice(from, at))
      from = at + 1
    }
  }
  parts.push(text.slice(from))
  return parts
}

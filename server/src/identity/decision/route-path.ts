export type RoutePath =
  | { readonly kind: 'path'; readonly path: string; readonly query: string }
  | { readonly kind: 'refused'; readonly because: string }

const pathMaxCharacters = 2000

/**
 * The path of a request in the one form that policies see: decoded once, without the query. What a proxy and what stands
 * behind it might read differently is refused, so that nobody reaches one path by asking for another: dot segments, empty
 * segments, backslashes, encoded slashes, control characters, broken encodings. Source: RFC 3986, sections 5.2.4 and 6.
 */
export function routePathOf(target: string): RoutePath {
  const [raw = '', query = ''] = splitAt(target, '?')
  if (!raw.startsWith('/')) return refused('it does not begin with a slash')
  if (raw.length > pathMaxCharacters) return refused(`it has more than ${pathMaxCharacters} characters`)
  if (/%(?:2f|5c|00)/i.test(raw)) return refused('it holds an encoded slash, backslash or NUL')
  const path = decoded(raw)
  if (path === undefined) return refused('its encoding is broken')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (/[\u0000-\u001f\u007f\\;#]/.test(path))
    return refused('it holds a character that is read in different ways')
  if (/\/\/|\/\.{1,2}(?:\/|$)/.test(path)) return refused('it holds an empty segment or a dot segment')
  return { kind: 'path', path, query }
}

function decoded(raw: string): string | undefined {
  try {
    return decodeURIComponent(raw)
  } catch {
    return undefined
  }
}

function splitAt(text: string, mark: string): readonly string[] {
  const at = text.indexOf(mark)
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

function refused(because: string): RoutePath {
  return { kind: 'refused', because }
}

const prettyMaxChars = 1_000_000

/**
 * The record's JSON laid out over lines, every literal as it was sent: white space outside of strings is all that
 * changes, so that `1e400`, `1.10` or a repeated key never turn into something else. Undefined when it is not JSON.
 */
export function prettyJson(raw: string): string | undefined {
  if (raw.length > prettyMaxChars || !/^\s*[[{]/.test(raw)) return undefined
  try {
    JSON.parse(raw)
  } catch {
    return undefined
  }
  let depth = 0
  let out = ''
  const line = () => `\n${'  '.repeat(depth)}`
  for (const [token] of raw.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g)) {
    if (token === '{' || token === '[') {
      depth += 1
      out += token + line()
    } else if (token === '}' || token === ']') {
      depth -= 1
      out = /[[{]\s*$/.test(out.slice(-200)) ? out.trimEnd() + token : out + line() + token
    } else if (token === ',') out += `,${line()}`
    else if (token === ':') out += ': '
    else out += token
  }
  return out
}

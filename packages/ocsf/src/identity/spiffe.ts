const spiffeShape = /^spiffe:\/\/[a-z0-9._-]{1,255}(?:\/[A-Za-z0-9._-]+)*$/
const spiffeMaxBytes = 2048

/** A SPIFFE id (SPIFFE-ID specification, section 2): lower-case trust domain, no port, query or empty path segment. */
export function isSpiffeId(text: string): boolean {
  return (
    text.startsWith('spiffe://') &&
    text.length <= spiffeMaxBytes &&
    spiffeShape.test(text) &&
    !/\/\.{1,2}(?:\/|$)/.test(text)
  )
}

/** Identities of workloads, as the SPIFFE-ID specification writes them (sections 2.1 to 2.3). */
export type SpiffeId = {
  readonly trustDomain: string
  /** Empty, or segments that each start with a slash. */
  readonly path: string
}

/** Why a text is no SPIFFE id, trust domain or path. */
export type SpiffeFault =
  | 'empty'
  | 'scheme'
  | 'trust-domain-missing'
  | 'trust-domain-characters'
  | 'path-no-leading-slash'
  | 'path-trailing-slash'
  | 'path-empty-segment'
  | 'path-dot-segment'
  | 'path-characters'
  | 'too-long'

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly fault: SpiffeFault }

/** SPIFFE-ID section 2.3: longer ones need not be read. */
const idMaxBytes = 2048
const trustDomainMaxBytes = 255
const scheme = 'spiffe://'
const trustDomainShape = /^[a-z0-9._-]+$/
const segmentShape = /^[A-Za-z0-9._-]+$/

export function isSpiffeId(text: string): boolean {
  return text.startsWith(scheme) && parseSpiffeId(text).ok
}

export function parseSpiffeId(text: string): Parsed<SpiffeId> {
  if (text === '') return refused('empty')
  if (!text.startsWith(scheme)) return refused('scheme')
  const rest = text.slice(scheme.length)
  const slash = rest.indexOf('/')
  const trustDomain = slash === -1 ? rest : rest.slice(0, slash)
  const path = slash === -1 ? '' : rest.slice(slash)
  const fault = trustDomainFault(trustDomain) ?? pathFault(path)
  if (fault !== undefined) return refused(fault)
  return text.length > idMaxBytes ? refused('too-long') : { ok: true, value: { trustDomain, path } }
}

/** A trust domain by its name, or that of a whole SPIFFE id. */
export function parseTrustDomain(text: string): Parsed<string> {
  if (text === '') return refused('trust-domain-missing')
  if (text.includes(':/')) {
    const id = parseSpiffeId(text)
    return id.ok ? { ok: true, value: id.value.trustDomain } : id
  }
  const fault = trustDomainFault(text)
  return fault === undefined ? { ok: true, value: text } : refused(fault)
}

/** A path made of segments: each is checked by itself, so that none can smuggle in a slash. */
export function pathOfSegments(segments: readonly string[]): Parsed<string> {
  for (const segment of segments) {
    const fault = segmentFault(segment)
    if (fault !== undefined) return refused(fault)
  }
  return { ok: true, value: segments.map((segment) => `/${segment}`).join('') }
}

export function parseSpiffePath(path: string): Parsed<string> {
  const fault = pathFault(path)
  return fault === undefined ? { ok: true, value: path } : refused(fault)
}

export const spiffeText = ({ trustDomain, path }: SpiffeId): string => `${scheme}${trustDomain}${path}`

/** Which ids an entry or policy speaks of. An id that is not there (`undefined`) matches `any` alone. */
export type SpiffeMatcher =
  | { readonly kind: 'any' }
  | { readonly kind: 'one-of'; readonly ids: readonly SpiffeId[] }
  | { readonly kind: 'member-of'; readonly trustDomain: string }

export function matchesSpiffeId(matcher: SpiffeMatcher, id: SpiffeId | undefined): boolean {
  if (matcher.kind === 'any') return true
  if (id === undefined) return false
  if (matcher.kind === 'member-of') return id.trustDomain === matcher.trustDomain
  return matcher.ids.some((one) => one.trustDomain === id.trustDomain && one.path === id.path)
}

function trustDomainFault(text: string): SpiffeFault | undefined {
  if (text === '') return 'trust-domain-missing'
  if (!trustDomainShape.test(text)) return 'trust-domain-characters'
  return text.length > trustDomainMaxBytes ? 'too-long' : undefined
}

function pathFault(path: string): SpiffeFault | undefined {
  if (path === '') return undefined
  if (!path.startsWith('/')) return 'path-no-leading-slash'
  const segments = path.slice(1).split('/')
  for (const [at, segment] of segments.entries()) {
    const fault = segmentFault(segment)
    if (fault === 'path-empty-segment' && at === segments.length - 1) return 'path-trailing-slash'
    if (fault !== undefined) return fault
  }
  return undefined
}

function segmentFault(segment: string): SpiffeFault | undefined {
  if (segment === '') return 'path-empty-segment'
  if (segment === '.' || segment === '..') return 'path-dot-segment'
  return segmentShape.test(segment) ? undefined : 'path-characters'
}

const refused = (fault: SpiffeFault): { readonly ok: false; readonly fault: SpiffeFault } => ({
  ok: false,
  fault,
})

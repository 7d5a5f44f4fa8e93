import { readFileSync } from 'node:fs'
import {
  matchesSpiffeId,
  type Parsed,
  parseSpiffeId,
  parseSpiffePath,
  parseTrustDomain,
  pathOfSegments,
  type SpiffeFault,
  type SpiffeId,
  type SpiffeMatcher,
} from '@countersign/ocsf/identity/spiffe'
import type { ConformanceRow } from '../conformance-row.ts'
import { corpus, missingCorpus } from '../corpora.ts'

const area = 'spiffe'
const file = 'identity/spiffe-id-cases.json'

/** The words of the reference implementation for each class of fault. */
const classOf: Readonly<Record<SpiffeFault, string>> = {
  empty: 'cannot be empty',
  scheme: 'scheme is missing or invalid',
  'trust-domain-missing': 'trust domain is missing',
  'trust-domain-characters': 'trust domain characters',
  'path-no-leading-slash': 'path must have a leading slash',
  'path-trailing-slash': 'path cannot have a trailing slash',
  'path-empty-segment': 'path cannot contain empty segments',
  'path-dot-segment': 'path cannot contain dot segments',
  'path-characters': 'path segment characters',
  'too-long': 'too long',
}

type Expected = {
  readonly ok: boolean
  readonly error?: string
  readonly trust_domain?: string
  readonly path?: string
}
type Cases = {
  readonly id_from_string: readonly (Expected & { readonly input: string })[]
  readonly trust_domain_from_string: readonly (Expected & { readonly input: string })[]
  readonly id_from_segments: readonly (Expected & { readonly segments: readonly string[] })[]
  readonly path_edit: readonly (Expected & {
    readonly op: string
    readonly start_path: string
    readonly argument: string | readonly string[]
  })[]
  readonly member_of: readonly {
    readonly id: string
    readonly trust_domain: string
    readonly member: boolean
  }[]
  readonly match: readonly {
    readonly matcher: string
    readonly argument: string | readonly string[] | null
    readonly results: readonly { readonly id: string; readonly match: boolean }[]
  }[]
}
type Check = { readonly what: string; readonly right: boolean }

/** SPIFFE ids as the reference implementation accepts and refuses them, with the class of each fault. */
export async function conformanceSpiffe(): Promise<readonly ConformanceRow[]> {
  const path = corpus(file)
  if (path === undefined)
    return [{ area, set: 'accept and reject', score: 0, total: 0, misses: [], missing: missingCorpus(file) }]
  const cases = JSON.parse(readFileSync(path, 'utf8')) as Cases
  return [
    row('ids', cases.id_from_string.map(idCheck)),
    row('trust domains', cases.trust_domain_from_string.map(trustDomainCheck)),
    row('paths and segments', [
      ...cases.id_from_segments.map(segmentsCheck),
      ...cases.path_edit.map(editCheck),
    ]),
    row('membership and matchers', [
      ...cases.member_of.map(memberCheck),
      ...cases.match.flatMap(matchChecks),
    ]),
  ]
}

function row(set: string, checks: readonly Check[]): ConformanceRow {
  const misses = checks.filter(({ right }) => !right).map(({ what }) => what)
  return { area, set, score: checks.length - misses.length, total: checks.length, misses }
}

function idCheck(expected: Cases['id_from_string'][number]): Check {
  const same = ({ trustDomain, path }: SpiffeId) =>
    trustDomain === expected.trust_domain && path === expected.path
  return {
    what: JSON.stringify(expected.input),
    right: agrees(expected, parseSpiffeId(expected.input), same),
  }
}

function trustDomainCheck(expected: Cases['trust_domain_from_string'][number]): Check {
  const same = (name: string) => name === expected.trust_domain
  return {
    what: JSON.stringify(expected.input),
    right: agrees(expected, parseTrustDomain(expected.input), same),
  }
}

function segmentsCheck(expected: Cases['id_from_segments'][number]): Check {
  const parsed = pathOfSegments(expected.segments)
  return { what: JSON.stringify(expected.segments), right: agrees(expected, parsed, samePath(expected)) }
}

function editCheck(expected: Cases['path_edit'][number]): Check {
  const { argument } = expected
  const added = typeof argument === 'string' ? parseSpiffePath(argument) : pathOfSegments(argument)
  const start = expected.op.startsWith('append') ? expected.start_path : ''
  const edited: Parsed<string> = added.ok ? { ok: true, value: start + added.value } : added
  return {
    what: `${expected.op} ${JSON.stringify(argument)}`,
    right: agrees(expected, edited, samePath(expected)),
  }
}

function memberCheck({ id, trust_domain, member }: Cases['member_of'][number]): Check {
  const found = matchesSpiffeId({ kind: 'member-of', trustDomain: trust_domain }, idOf(id))
  return { what: `${id} in ${trust_domain}`, right: found === member }
}

function matchChecks({ matcher, argument, results }: Cases['match'][number]): readonly Check[] {
  return results.map(({ id, match }) => ({
    what: `${matcher} ${JSON.stringify(argument)}: ${id}`,
    right: matchesCase(matcher, argument, id) === match,
  }))
}

/** The reference has an id without content, and a trust domain without a name that it alone belongs to. */
function matchesCase(matcher: string, argument: string | readonly string[] | null, id: string): boolean {
  if (matcher === 'member-of' && argument === '') return id === ''
  return matchesSpiffeId(matcherOf(matcher, argument), idOf(id))
}

function matcherOf(matcher: string, argument: string | readonly string[] | null): SpiffeMatcher {
  if (matcher === 'any') return { kind: 'any' }
  if (matcher === 'member-of') return { kind: 'member-of', trustDomain: String(argument) }
  const ids = typeof argument === 'string' ? [argument] : (argument ?? [])
  return { kind: 'one-of', ids: ids.flatMap((id) => idOf(id) ?? []) }
}

function idOf(text: string): SpiffeId | undefined {
  const parsed = parseSpiffeId(text)
  return parsed.ok ? parsed.value : undefined
}

const samePath = (expected: Expected) => (path: string) => path === expected.path

function agrees<T>(expected: Expected, parsed: Parsed<T>, same: (value: T) => boolean): boolean {
  if (parsed.ok) return expected.ok && same(parsed.value)
  return !expected.ok && (expected.error ?? '').startsWith(classOf[parsed.fault])
}

import type { AccessRequest, PrincipalAuthority } from './access.ts'
import type { ContextFacts, KeyFact } from './condition.ts'

const absent: KeyFact = { kind: 'values', values: [] }
const free: KeyFact = { kind: 'free' }
const unknown: KeyFact = { kind: 'unknown' }
const value = (text: string): KeyFact => ({ kind: 'values', values: [text] })

/** Keys that whoever calls sets as they please. */
const freeKeys: ReadonlySet<string> = new Set([
  'aws:tagkeys',
  'aws:requestedregion',
  'aws:useragent',
  'aws:referer',
  'aws:sourcearn',
  'sts:rolesessionname',
  'sts:sourceidentity',
  's3:prefix',
  's3:delimiter',
  's3:max-keys',
  'lambda:functionarn',
  'ec2:instancetype',
])

/** Keys that only some requests carry: where the rule says nothing of them, the request has none. */
const absentKeys: ReadonlySet<string> = new Set([
  'iam:passedtoservice',
  'iam:policyarn',
  'aws:calledvia',
  'aws:calledviafirst',
  'aws:calledvialast',
  'aws:sourceaccount',
  'aws:sourceorgid',
  'aws:principalservicename',
])

/** What a snapshot tells of each condition key of a request. */
export function requestFacts(principal: PrincipalAuthority, request: AccessRequest): ContextFacts {
  const facts: Readonly<Record<string, KeyFact>> = {
    'aws:principalarn': value(principal.arn),
    'aws:principalaccount': value(principal.accountId),
    'aws:principaltype': value(principal.kind === 'user' ? 'User' : 'AssumedRole'),
    'aws:username': principal.kind === 'user' ? value(principal.name) : absent,
    'aws:resourceaccount': value(request.target.accountId),
    'aws:securetransport': value('true'),
    'aws:viaawsservice': value('false'),
    'aws:principalisawsservice': value('false'),
    'iam:permissionsboundary':
      request.target.boundary === undefined ? absent : value(request.target.boundary),
    ...request.context,
  }
  return (key) => facts[key] ?? ofPattern(key, principal, request)
}

function ofPattern(key: string, principal: PrincipalAuthority, request: AccessRequest): KeyFact {
  if (freeKeys.has(key) || key.startsWith('aws:requesttag/')) return free
  if (absentKeys.has(key)) return absent
  const [prefix, tag] = split(key)
  if (prefix === 'aws:principaltag') return tagOf(principal.tags, tag)
  if (/^[a-z0-9-]+:resourcetag$/.test(prefix))
    return request.target.open === true ? free : tagOf(request.target.tags ?? {}, tag)
  return unknown
}

function split(key: string): readonly [string, string] {
  const slash = key.indexOf('/')
  return slash < 0 ? [key, ''] : [key.slice(0, slash), key.slice(slash + 1)]
}

/** Keys are compared without regard to case, as AWS does with condition keys. */
function tagOf(tags: Readonly<Record<string, string>>, name: string): KeyFact {
  const found = Object.entries(tags).find(([key]) => key.toLowerCase() === name)
  return found === undefined ? absent : value(found[1])
}

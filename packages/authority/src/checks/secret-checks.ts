import type { Credential } from '../inventory/inventory-item.ts'
import {
  type Check,
  claimOf,
  failed,
  type Judgement,
  missingClaim,
  notApplicable,
  passed,
  unknown,
} from './check.ts'
import { type CheckSubject, dateOf, dayMs, sourcesOf } from './check-subject.ts'

/** A secret that stays the same until somebody changes it. Keys of certificates end with them. */
const staticKinds: ReadonlySet<Credential['kind']> = new Set([
  'access-key',
  'client-secret',
  'private-key',
  'deploy-key',
  'token',
  'password',
])

/** A secret older than this has to be changed. AWS Security Hub control IAM.3 and CIS benchmarks use the same. */
export const secretMaxAgeDays = 90
/** An end farther away than this is none. */
export const secretMaxLifeDays = 366

const activeStatic = ({ identity }: CheckSubject): readonly Credential[] =>
  identity.credentials.filter(({ kind, active }) => staticKinds.has(kind) && active !== false)

export const longLivedSecret: Check = {
  id: 'long-lived-secret',
  owasp: ['NHI7:2025'],
  title: 'A secret is older than it may be',
  description: `An active secret is older than ${secretMaxAgeDays} days, has expired and still counts as active, or ends in more than ${secretMaxLifeDays} days.`,
  level: 'medium',
  kinds: [],
  needs: ['credentials'],
  undecidable: 'The age of secrets that a source names without a date.',
  fix: [
    'Replace it by a federated or short-lived credential where the provider has one.',
    'Else make a new one, move its users, and delete the old one.',
  ],
  judge: (subject) => {
    const secrets = activeStatic(subject)
    if (secrets.length === 0) return withoutSecrets(subject)
    const cites = sourcesOf(subject)
    const judged = secrets.map((one) => ({ one, fault: ageFault(one, subject.nowMs) }))
    const bad = judged.filter(({ fault }) => typeof fault === 'string')
    const undated = judged.filter(({ fault }) => fault === undefined)
    const claims = [
      ...bad.map(({ one, fault }) => claimOf('for', 'proven', `${nameOf(one)} ${fault}.`, cites)),
      ...judged
        .filter(({ fault }) => fault === null)
        .map(({ one }) => claimOf('against', 'proven', `${nameOf(one)} is young enough.`, cites)),
      ...undated.map(({ one }) =>
        missingClaim(`${nameOf(one)}: no source tells when it was made.`, 'credentials'),
      ),
    ]
    if (bad.length > 0)
      return failed(`${bad.length} of its ${secrets.length} secrets are older than they may be.`, claims)
    return undated.length > 0
      ? { outcome: 'unknown', statement: `The age of ${undated.length} of its secrets is not known.`, claims }
      : passed('No secret of it is older than it may be.', claims)
  },
}

/** Null: nothing is wrong. Undefined: it cannot be told. */
function ageFault({ createdAt, expiresAt }: Credential, nowMs: number): string | null | undefined {
  const expiresMs = expiresAt === undefined ? undefined : Date.parse(expiresAt)
  if (expiresMs !== undefined && expiresMs <= nowMs) return null
  if (expiresMs !== undefined && expiresMs - nowMs > secretMaxLifeDays * dayMs)
    return `is valid until ${dateOf(expiresMs)}, which is more than ${secretMaxLifeDays} days away`
  if (createdAt === undefined) return expiresMs === undefined ? undefined : null
  const ageDays = Math.floor((nowMs - Date.parse(createdAt)) / dayMs)
  return ageDays > secretMaxAgeDays ? `is ${ageDays} days old, and ${secretMaxAgeDays} are the limit` : null
}

const nameOf = ({ kind, id }: Credential): string => `The ${kind} ${id}`

function withoutSecrets(subject: CheckSubject): Judgement {
  if (subject.identity.credentials.length > 0) return notApplicable('It has no secret that stays the same.')
  return unknown('Its secrets are not known.', 'No source lists its credentials.', 'credentials')
}

export const outlivesPurpose: Check = {
  id: 'credential-outlives-purpose',
  owasp: ['NHI1:2025', 'NHI7:2025'],
  title: 'A credential outlives the purpose of its identity',
  description: 'Its last mandate has ended, and a credential of it is still there.',
  level: 'high',
  kinds: [],
  needs: ['mandates', 'credentials'],
  fix: ['Delete the credential, or approve a mandate that says what it is needed for.'],
  judge: (subject) => {
    const { mandates, identity } = subject
    if (mandates.length === 0) return notApplicable('It never had a mandate that could end.')
    if (mandates.some(({ endedMs }) => endedMs === undefined))
      return passed('A mandate of it is in force.', mandateClaims(subject, 'against'))
    const left = identity.credentials.filter(
      ({ active, expiresAt }) => active !== false && !isOver(expiresAt, subject.nowMs),
    )
    if (identity.credentials.length === 0)
      return unknown(
        'Its mandate ended; whether a credential is left is not known.',
        'No source lists its credentials.',
        'credentials',
      )
    if (left.length === 0)
      return passed('Its mandate ended, and so did its credentials.', mandateClaims(subject, 'against'))
    return failed(`Its last mandate ended, and ${left.length} of its credentials did not.`, [
      ...mandateClaims(subject, 'for'),
      ...left.map((one) =>
        claimOf(
          'for',
          one.active === true ? 'proven' : 'inferred',
          `${nameOf(one)} is still there.`,
          sourcesOf(subject),
        ),
      ),
    ])
  },
}

const isOver = (expiresAt: string | undefined, nowMs: number): boolean =>
  expiresAt !== undefined && Date.parse(expiresAt) <= nowMs

function mandateClaims({ mandates }: CheckSubject, kind: 'for' | 'against') {
  return mandates.map(({ mandate, endedMs }) =>
    claimOf(
      kind,
      'proven',
      endedMs === undefined
        ? `Mandate ${mandate.id} is in force until ${mandate.expiresAt.slice(0, 10)}.`
        : `Mandate ${mandate.id} ended on ${dateOf(endedMs)}.`,
      [{ kind: 'policy', id: `${mandate.id} version ${mandate.version}` }],
    ),
  )
}

/** AWS attaches these to a user whose key it found in public: IAM User Guide, "AWSCompromisedKeyQuarantineV3". */
const quarantine = /:policy\/AWSCompromisedKeyQuarantine(?:V\d+)?$/
/** Findings of these say that a secret was read where it should not lie. */
const leakTags = /^attack\.t1552(?:\.|$)|^owasp\.nhi2-2025$/

export const leakedSecret: Check = {
  id: 'leaked-secret',
  owasp: ['NHI2:2025'],
  title: 'A secret has leaked',
  description:
    'Its provider found a secret of it in public, or a detection finding says that one was read where it lay.',
  level: 'high',
  kinds: [],
  needs: ['inventory', 'findings'],
  undecidable:
    'That no secret leaked: repositories, images and chats are not searched. It fails on evidence, and never passes.',
  fix: [
    'Delete the secret at once, and look at what was done with it since.',
    'Make the new one short-lived, or federate.',
  ],
  judge: (subject) => {
    const { identity, findings } = subject
    const attached = identity.grants.filter(({ action }) => quarantine.test(action))
    const told = findings.known
      ? findings.value.filter(({ tags }) => tags.some((tag) => leakTags.test(tag)))
      : []
    const claims = [
      ...attached.map(({ action }) =>
        claimOf(
          'for',
          'proven',
          `AWS attached ${action}: it found a key of it in public.`,
          sourcesOf(subject),
        ),
      ),
      ...told.map(({ findingId, title }) =>
        claimOf('for', 'inferred', `A detection finding is about it: ${title}.`, [
          { kind: 'finding', id: findingId },
        ]),
      ),
    ]
    return claims.length > 0
      ? failed('There is evidence that a secret of it leaked.', claims)
      : unknown(
          'There is no evidence that a secret of it leaked, and no proof that none did.',
          'Places where secrets leak to are not searched.',
          'findings',
        )
  },
}

/** OAuth 2.0 Security Best Current Practice (RFC 9700), sections 2.1.2 and 2.4. */
const weakGrantTypes: ReadonlySet<string> = new Set(['grant type implicit', 'grant type password'])

export const insecureAuthentication: Check = {
  id: 'insecure-authentication',
  owasp: ['NHI4:2025'],
  title: 'An identity signs in in a way that is not safe',
  description: 'A password where no person signs in, or an OAuth grant that RFC 9700 forbids.',
  level: 'medium',
  kinds: [],
  needs: ['credentials', 'inventory'],
  undecidable: 'Whether a second factor is asked for: sources that are read do not tell.',
  fix: [
    'Take the password away and federate the workload.',
    'Move OAuth clients to the authorization code grant with PKCE, or to client credentials.',
  ],
  judge: (subject) => {
    const { credentials, grants, kind: identityKind } = subject.identity
    const isPersonAlone =
      identityKind === 'cloud-user' && !credentials.some(({ kind }) => kind === 'access-key')
    if (isPersonAlone && credentials.some(({ kind }) => kind === 'password'))
      return unknown(
        'A password signs it in, and no key: a person may stand behind it.',
        'No source tells whether a person or a program uses it, nor whether a second factor is asked for.',
        'credentials',
      )
    const weak = grants.filter(({ action }) => weakGrantTypes.has(action))
    const passwords = credentials.filter(({ kind, active }) => kind === 'password' && active !== false)
    const cites = sourcesOf(subject)
    const claims = [
      ...passwords.map((one) => claimOf('for', 'proven', `${nameOf(one)} signs it in.`, cites)),
      ...weak.map(({ action }) =>
        claimOf('for', 'proven', `It may use the ${action}, which RFC 9700 forbids.`, cites),
      ),
    ]
    if (claims.length > 0) return failed('It may sign in in a way that is not safe.', claims)
    if (credentials.length === 0)
      return unknown('How it signs in is not known.', 'No source lists its credentials.', 'credentials')
    const ways = [...new Set(credentials.map(({ kind }) => kind))].join(', ')
    return passed('No way in that is known is forbidden.', [
      claimOf('against', 'proven', `It signs in by ${ways}.`, cites),
    ])
  },
}

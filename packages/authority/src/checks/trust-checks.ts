import type { EvidenceRef } from '@countersign/explanation/explanation'
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
import { type CheckSubject, eventRefs, type Held, sourcesOf } from './check-subject.ts'
import type { TrustedParty, TrustFacts } from './trust-facts.ts'

const roles = ['cloud-role'] as const

const trustOf = ({ roleArn, policyHash }: TrustFacts, statement: number): readonly EvidenceRef[] => [
  { kind: 'policy', id: `trust policy of ${roleArn} (${policyHash.slice(0, 12)}), statement ${statement}` },
]

const noTrust = (trust: Held<TrustFacts>): Judgement =>
  unknown('Who may take it is not known.', trust.known ? '' : trust.reason, 'trust')

export const looseTrust: Check = {
  id: 'loose-trust',
  owasp: ['NHI6:2025'],
  title: 'A role lets in more than it names',
  description: 'Its trust policy lets an identity provider in without holding the subject, or everybody.',
  level: 'high',
  kinds: roles,
  needs: ['trust'],
  undecidable: 'Deployment settings of other clouds and of pipelines, of which no configuration is read.',
  fix: [
    'Add a condition on the `sub` of the token that names repository and branch or environment, and one on its `aud`.',
    'Name the principals that may take the role; `*` is everybody.',
  ],
  judge: ({ trust }) => {
    if (!trust.known) return noTrust(trust)
    const facts = trust.value
    if (facts.parties.length === 0) return notApplicable('Nobody from outside of its account is let in.')
    const claims = facts.parties.map((party) => {
      const fault = looseness(party)
      const text = fault ?? `${party.name} is held to ${(party.subjects ?? ['its conditions']).join(', ')}.`
      return claimOf(fault === undefined ? 'against' : 'for', 'proven', text, trustOf(facts, party.statement))
    })
    const loose = facts.parties.filter((party) => looseness(party) !== undefined)
    return loose.length > 0
      ? failed(`${loose.map(({ name }) => name).join(', ')} may take it without naming who.`, claims)
      : passed('Whoever may take it from outside is named.', claims)
  },
}

function looseness({ kind, name, subjects, isNarrowed }: TrustedParty): string | undefined {
  if (kind === 'anybody') return isNarrowed ? undefined : 'Everybody is let in: no condition narrows it.'
  if (kind !== 'oidc') return undefined
  if (subjects === undefined)
    return isNarrowed ? undefined : `${name}: no condition holds the subject of its tokens.`
  const wide = subjects.filter((subject) => /^(?:\*|repo:\*|repo:[^:/]*\*)/.test(subject))
  return wide.length === 0
    ? undefined
    : `${name}: the subject may be ${wide.join(', ')}, which names no repository.`
}

export const thirdPartyTrust: Check = {
  id: 'third-party-trust',
  owasp: ['NHI3:2025'],
  title: 'A third party may be made to act for somebody else',
  description:
    'Another account may take the role without an external id: whoever can speak to that vendor can aim it here (the confused deputy).',
  level: 'medium',
  kinds: roles,
  needs: ['trust'],
  fix: ['Agree on an external id with the vendor, and add a condition on `sts:ExternalId`.'],
  judge: ({ trust }) => {
    if (!trust.known) return noTrust(trust)
    const facts = trust.value
    const accounts = facts.parties.filter(({ kind }) => kind === 'account')
    if (accounts.length === 0) return notApplicable('No other account may take it.')
    const open = accounts.filter(({ hasExternalId, isNarrowed }) => !hasExternalId && !isNarrowed)
    const claims = accounts.map((party) =>
      claimOf(
        open.includes(party) ? 'for' : 'against',
        'proven',
        open.includes(party)
          ? `The account ${party.name} may take it without an external id.`
          : `The account ${party.name} has to satisfy a condition.`,
        trustOf(facts, party.statement),
      ),
    )
    if (open.length === 0) return passed('Every other account has to satisfy a condition.', claims)
    const own = missingClaim(
      'Which of these accounts are your own, no source tells: inside of one organisation this is ordinary.',
      'none',
    )
    return failed(`${open.length} other accounts may take it without an external id.`, [...claims, own])
  },
}

export const vulnerableThirdParty: Check = {
  id: 'vulnerable-third-party',
  owasp: ['NHI3:2025', 'ASI04'],
  title: 'A third party is known to be vulnerable',
  description: 'The vendor of an app or tool was broken into, or its program has a known vulnerability.',
  level: 'high',
  kinds: ['app-installation', 'oauth-client', 'agent-tool'],
  needs: ['findings', 'none'],
  undecidable:
    'That a vendor is sound: no feed of incidents at vendors is read. It fails on a finding, and never passes.',
  fix: ['Suspend the app or tool until its vendor says what happened, and replace its credentials.'],
  judge: ({ findings }) => {
    const told = findings.known
      ? findings.value.filter(({ tags }) => tags.some((tag) => supplyTags.test(tag)))
      : []
    return told.length > 0
      ? failed(
          'A detection finding says that its supply chain was tampered with.',
          told.map(({ findingId, title }) =>
            claimOf('for', 'inferred', `${title}.`, [{ kind: 'finding', id: findingId }]),
          ),
        )
      : unknown(
          'Whether its vendor is sound is not known.',
          'No feed of incidents at vendors and of vulnerable programs is read.',
          'none',
        )
  },
}

const supplyTags = /^attack\.t1195(?:\.|$)|^owasp\.(?:nhi3-2025|asi04)$/

/** `repo:org/app:environment:production` (GitHub), `project_path:…:environment:…` and the like. */
const environmentIn = (subject: string): string | undefined => /:environment:([^:*?]+)/.exec(subject)?.[1]

export const environmentIsolation: Check = {
  id: 'environment-isolation',
  owasp: ['NHI8:2025'],
  title: 'One identity serves several environments',
  description: 'Its trust policy lets in jobs of more than one deployment environment.',
  level: 'medium',
  kinds: roles,
  needs: ['trust'],
  undecidable:
    'Which environment an account, cluster or namespace is: no source states it, and names prove nothing.',
  fix: ['Make one role for each environment, and hold the subject of the token to that environment.'],
  judge: ({ trust }) => {
    if (!trust.known) return noTrust(trust)
    const facts = trust.value
    const stated = facts.parties.flatMap((party) =>
      (party.subjects ?? []).flatMap((subject) => {
        const environment = environmentIn(subject)
        return environment === undefined ? [] : [{ party, environment }]
      }),
    )
    const names = [...new Set(stated.map(({ environment }) => environment))].sort()
    const claims = stated.map(({ party, environment }) =>
      claimOf(
        names.length > 1 ? 'for' : 'against',
        'proven',
        `${party.name} may take it in the environment ${environment}.`,
        trustOf(facts, party.statement),
      ),
    )
    if (names.length > 1) return failed(`It serves ${names.join(' and ')}.`, claims)
    const every = facts.parties.every(({ subjects }) =>
      subjects?.every((one) => environmentIn(one) !== undefined),
    )
    return names.length === 1 && every
      ? passed(`It serves ${names[0]} alone.`, claims)
      : unknown(
          'Which environments it serves is not known.',
          'Its trust policy does not hold every subject to an environment.',
          'trust',
        )
  },
}

/** `repo:org/app:ref:…` and `repo:org/app:environment:…` are one repository; a service account is its own. */
const workloadOf = (subject: string): string => /^repo:([^:]+)/.exec(subject)?.[1] ?? subject

export const reusedIdentity: Check = {
  id: 'reused-identity',
  owasp: ['NHI9:2025'],
  title: 'Several workloads share one identity',
  description:
    'Its trust policy names more than one workload, or more than one was seen to take it: what one did cannot be told from what another did, nor taken away alone.',
  level: 'low',
  kinds: [
    'cloud-role',
    'cloud-user',
    'service-account',
    'kubernetes-service-account',
    'oauth-client',
    'workload',
  ],
  needs: ['trust', 'logs'],
  undecidable: 'Copies of one secret that are used from the same place.',
  fix: ['Give each workload an identity of its own with what it alone needs.'],
  judge: (subject) => {
    const { trust, use } = subject
    const parties = trust.known ? trust.value.parties.filter(({ kind }) => kind === 'oidc') : []
    const trusted = parties.flatMap((party) =>
      (party.subjects ?? []).map((one) => ({ party, workload: workloadOf(one) })),
    )
    const takers = use.known ? use.value.takers : []
    const names = new Set(trusted.map(({ workload }) => workload))
    const seen = new Set(takers.map(({ key }) => key))
    const claims = [
      ...(trust.known
        ? trusted.map(({ party, workload }) =>
            claimOf(
              names.size > 1 ? 'for' : 'against',
              'proven',
              `${workload} may take it.`,
              trustOf(trust.value, party.statement),
            ),
          )
        : []),
      ...takers.map(({ key, eventId }) =>
        claimOf(seen.size > 1 ? 'for' : 'against', 'proven', `${key} took it.`, eventRefs([eventId])),
      ),
    ]
    if (names.size > 1 || seen.size > 1)
      return failed(`${Math.max(names.size, seen.size)} workloads share it.`, claims)
    if (claims.length > 0) return passed('One workload is known to use it.', claims)
    return unknown(
      'Which workloads use it is not known.',
      use.known ? 'No record names the workload behind it.' : use.reason,
      'logs',
    )
  },
}

export const humanUse: Check = {
  id: 'human-use',
  owasp: ['NHI10:2025'],
  title: 'A person uses the identity of a machine',
  description:
    'A person signed in as it, impersonated it, or took a session of an identity that was made for a machine.',
  level: 'medium',
  kinds: [
    'cloud-role',
    'cloud-user',
    'service-account',
    'kubernetes-service-account',
    'ci-workflow',
    'api-key',
    'deploy-key',
    'oauth-client',
    'workload',
  ],
  needs: ['logs', 'trust', 'credentials'],
  undecidable: 'A person who holds a copy of a key: the record then names the machine alone.',
  fix: [
    'Give the person access of their own, for a time and with a reason.',
    'Take the way in away by which the person came.',
  ],
  judge: (subject) => {
    const { use, identity } = subject
    if (!use.known) return unknown('Whether people use it is not known.', use.reason, 'logs')
    if (!isMachine(subject)) return notApplicable('Nothing says that it was made for a machine alone.')
    const claims = use.value.humans.map(({ person, way, eventIds }) =>
      claimOf('for', 'proven', `${person} ${way}.`, eventRefs(eventIds)),
    )
    if (claims.length > 0)
      return failed(`${use.value.humans.length} people used it, and it is a machine’s.`, claims)
    if (identity.lastUsedAt === undefined || use.value.lastMs === undefined)
      return unknown('Whether people use it is not known.', 'No use of it was seen.', 'logs')
    return passed('No person was seen to use it.', [
      claimOf('against', 'inferred', 'Of the uses that were seen none names a person behind it.', [
        { kind: 'coverage', id: 'identity-checks/logs' },
        ...sourcesOf(subject),
      ]),
    ])
  },
}

/** A role is a machine's where a service or an OIDC workload may take it; a cloud user, where it has keys. */
function isMachine({ identity, trust }: CheckSubject): boolean {
  if (identity.kind === 'cloud-user') return identity.credentials.some(({ kind }) => kind === 'access-key')
  if (identity.kind !== 'cloud-role') return true
  return (
    trust.known &&
    (trust.value.services.length > 0 || trust.value.parties.some(({ kind }) => kind === 'oidc'))
  )
}

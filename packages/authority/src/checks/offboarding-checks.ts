import type { Claim } from '@countersign/explanation/explanation'
import type { IdentityKey } from '@countersign/ocsf/event'
import { type Check, claimOf, failed, missingClaim, notApplicable, passed, unknown } from './check.ts'
import { type CheckSubject, dateOf, eventRefs, sourcesOf } from './check-subject.ts'

/** Somebody who answers for an identity, and by what: the inventory, or a mandate. */
type Link = {
  readonly role: 'owner' | 'sponsor' | 'approver'
  readonly key: IdentityKey
  readonly evidence: string
}

export const ownerLeft: Check = {
  id: 'owner-left',
  owasp: ['NHI1:2025'],
  title: 'Somebody who answers for an identity has left',
  description: 'Its owner, its sponsor, or the approver of its mandate is no longer there.',
  level: 'medium',
  kinds: [],
  needs: ['inventory', 'people', 'mandates'],
  undecidable: 'Whether a person left whom neither the people here nor a directory in the inventory names.',
  fix: [
    'Name somebody who is there as owner or sponsor of the identity.',
    'Let the new sponsor approve a mandate that replaces the old one.',
    'Where nobody wants to answer for it, revoke it with the plan on its page.',
  ],
  judge: judgeLinks,
}

function judgeLinks(subject: CheckSubject): ReturnType<Check['judge']> {
  const links = linksOf(subject)
  if (links.length === 0)
    return unknown(
      'Nobody is known who answers for it.',
      'No source and no person names an owner, a sponsor or an approver.',
      'inventory',
    )
  const stood = links.map((link) => ({ link, ...subject.standingOf(link.key) }))
  const claims = stood.map(({ link, standing, evidence, cites }): Claim => {
    const text = `${link.key} is its ${link.role} (${link.evidence}); ${evidence}.`
    if (standing === 'unknown') return missingClaim(text, 'people')
    return claimOf(standing === 'left' ? 'for' : 'against', 'proven', text, cites)
  })
  const left = stood.filter(({ standing }) => standing === 'left')
  const present = stood.filter(({ standing }) => standing === 'present')
  if (left.length > 0) {
    const names = [...new Set(left.map(({ link }) => `${link.key} (${link.role})`))].join(', ')
    const rest =
      present.length === 0 ? 'nobody else is known to be there' : `${present[0]?.link.key} still is`
    return failed(`Of those who answer for it, ${names} left; ${rest}.`, claims)
  }
  return present.length > 0
    ? passed('Somebody who answers for it is there.', claims)
    : {
        outcome: 'unknown',
        statement: 'Whether those who answer for it are still there is not known.',
        claims,
      }
}

function linksOf({ identity, mandates }: CheckSubject): readonly Link[] {
  const named = identity.accountable
    .filter(({ confidence }) => confidence !== 'weak')
    .map(({ role, key, evidence }): Link => ({ role, key, evidence }))
  const approved = mandates
    .filter(({ endedMs }) => endedMs === undefined)
    .map(
      ({ mandate }): Link => ({
        role: 'approver',
        key: mandate.sponsor,
        evidence: `approved mandate ${mandate.id}`,
      }),
    )
  return [...named, ...approved]
}

export const retiredButLive: Check = {
  id: 'retired-but-live',
  owasp: ['NHI1:2025'],
  title: 'A retired identity still acts',
  description:
    'It is switched off or no longer configured, and it was used after that, or a credential of it is still active.',
  level: 'high',
  kinds: [],
  needs: ['inventory', 'credentials', 'logs'],
  fix: [
    'End its sessions and delete its credentials with the plan on its page.',
    'Look at what it did since it was retired: whoever used it had no right to.',
  ],
  judge: (subject) => {
    const { identity, retiredSinceMs, use } = subject
    if (identity.stage !== 'retired') return notApplicable('It is not retired.')
    const live = identity.credentials.filter(({ active }) => active === true)
    const lastMs = use.known ? use.value.lastMs : undefined
    const eventIds = use.known && use.value.lastEventId !== undefined ? [use.value.lastEventId] : []
    const usedAfter = retiredSinceMs !== undefined && lastMs !== undefined && lastMs > retiredSinceMs
    const claims = [
      ...(usedAfter
        ? [
            claimOf(
              'for',
              'proven',
              `It was used on ${dateOf(lastMs)}; it is known as retired since ${dateOf(retiredSinceMs)}.`,
              eventRefs(eventIds),
            ),
          ]
        : []),
      ...live.map(({ kind, id }) =>
        claimOf('for', 'proven', `Its ${kind} ${id} is active.`, sourcesOf(subject)),
      ),
      ...(use.known ? [] : [missingClaim(use.reason, 'logs')]),
    ]
    if (usedAfter) return failed('It is retired, and was used after that.', claims)
    if (live.length > 0) return failed('It is retired, and a credential of it is still active.', claims)
    return use.known
      ? passed('No use was seen since it is retired.', [
          claimOf(
            'against',
            'proven',
            `Logs from ${dateOf(use.value.fromMs)} to ${dateOf(use.value.toMs)} show no use since then.`,
            [{ kind: 'coverage', id: 'identity-checks/logs' }],
          ),
        ])
      : { outcome: 'unknown', statement: 'Whether it was used since it is retired cannot be told.', claims }
  },
}

export const nobodyAnswers: Check = {
  id: 'nobody-answers',
  owasp: ['NHI1:2025'],
  title: 'Nobody answers for an identity that acts',
  description: 'No source states an owner or sponsor, no mandate was approved, and it was used.',
  level: 'low',
  kinds: [],
  needs: ['inventory', 'mandates'],
  fix: ['Name an owner on its page, or bring the source along that does: tags, Entra owners, contacts.'],
  judge: (subject) => {
    const { identity } = subject
    if (identity.stage === 'retired') return notApplicable('It is retired.')
    const [first] = linksOf(subject)
    if (first !== undefined)
      return passed('Somebody answers for it.', [
        claimOf(
          'against',
          'proven',
          `${first.key} is its ${first.role}: ${first.evidence}.`,
          sourcesOf(subject),
        ),
      ])
    if (identity.lastUsedAt === undefined)
      return unknown(
        'Nobody answers for it, and no source tells whether it is used.',
        'No source tells its last use.',
        'logs',
      )
    return failed('Nobody answers for it, and it acts.', [
      claimOf(
        'for',
        'proven',
        `It was last used on ${identity.lastUsedAt.slice(0, 10)}, and none of its sources states an owner.`,
        sourcesOf(subject),
      ),
    ])
  },
}

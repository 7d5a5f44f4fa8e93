import type { IdentityLife, IdentityRecord } from '@countersign/api/inventory'
import type { MandateRow } from '@countersign/api/mandate'

export type LifeMark = {
  readonly at: string
  readonly what: string
  /** Empty: nobody in particular. */
  readonly who: string
  readonly kind: 'birth' | 'use' | 'credential' | 'mandate' | 'change'
}

/** What is known of a life, newest first: made, used, given credentials and mandates, changed by people. */
export function lifeMarks(
  record: IdentityRecord | undefined,
  life: IdentityLife['items'],
  mandates: readonly MandateRow[],
): readonly LifeMark[] {
  const marks = [
    ...(record === undefined ? [] : marksOfRecord(record)),
    ...mandates.flatMap(marksOfMandate),
    ...life.map(({ at, who, what }): LifeMark => ({ at, who, what, kind: 'change' })),
  ]
  return marks.sort((one, other) => Date.parse(other.at) - Date.parse(one.at))
}

function marksOfRecord({ identity, createdBy, credentials }: IdentityRecord): readonly LifeMark[] {
  const { createdAt, firstUsedAt, lastUsedAt } = identity
  const mark = (at: string | null, what: string, kind: LifeMark['kind'], who = ''): readonly LifeMark[] =>
    at === null ? [] : [{ at, what, kind, who }]
  return [
    ...mark(createdAt, 'created', 'birth', createdBy ?? ''),
    ...mark(firstUsedAt, 'first seen in use', 'use'),
    ...mark(lastUsedAt === firstUsedAt ? null : lastUsedAt, 'last seen in use', 'use'),
    ...credentials.flatMap(({ kind, id, createdAt: from, expiresAt }) => [
      ...mark(from ?? null, `given a credential: ${kind} ${id}`, 'credential'),
      ...mark(expiresAt ?? null, `end of the credential ${kind} ${id}`, 'credential'),
    ]),
  ]
}

function marksOfMandate({ stage, validFrom, expiresAt, sponsor, terms }: MandateRow): readonly LifeMark[] {
  if (stage === 'proposed' || stage === 'declined') return []
  const ends: readonly LifeMark[] =
    stage === 'revoked' ? [] : [{ at: expiresAt, what: 'end of its mandate', kind: 'mandate', who: '' }]
  return [{ at: validFrom, what: `mandated: ${terms.purpose}`, kind: 'mandate', who: sponsor ?? '' }, ...ends]
}

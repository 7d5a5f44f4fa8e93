import type { Accountable } from './inventory-item.ts'

const email = /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/
const nameMaxChars = 254

/**
 * Somebody whom a source names in free text: a tag, an annotation, a contact. An address names a person; any other text
 * may be a team, a nickname or out of date, and is weak.
 */
export function accountableOf(
  role: Accountable['role'],
  text: string | undefined,
  evidence: string,
): readonly Accountable[] {
  const name = text?.trim().replace(/^mailto:/i, '')
  if (name === undefined || name === '' || name.length > nameMaxChars) return []
  const confidence = email.test(name) ? 'stated' : 'weak'
  return [{ role, key: `user:${name.toLowerCase()}`, confidence, evidence }]
}

/** Tags and annotations that people name an owner or a sponsor by; compared without case, prefix and separators. */
const ownerNames: ReadonlySet<string> = new Set(['owner', 'owneremail', 'ownedby', 'maintainer', 'contact'])
const weakOwnerNames: ReadonlySet<string> = new Set(['team', 'squad'])
const sponsorNames: ReadonlySet<string> = new Set(['sponsor', 'sponsoremail', 'accountable'])
const purposeNames: ReadonlySet<string> = new Set(['purpose', 'description'])
const creatorNames: ReadonlySet<string> = new Set(['createdby', 'creator'])

export type Labels = Readonly<Record<string, string>>

/** Who answers for something by its labels; `of` is what carries them, in words. */
export function accountableByLabels(labels: Labels, of: string): readonly Accountable[] {
  return Object.entries(labels).flatMap(([name, value]) => {
    const bare = bareName(name)
    const evidence = `${of} is labelled ${name}=${value}`
    if (sponsorNames.has(bare)) return accountableOf('sponsor', value, evidence)
    if (ownerNames.has(bare)) return accountableOf('owner', value, evidence)
    return weakOwnerNames.has(bare)
      ? accountableOf('owner', value, evidence).map((one) => ({ ...one, confidence: 'weak' as const }))
      : []
  })
}

export function purposeByLabels(labels: Labels): string | undefined {
  return labelled(labels, purposeNames)
}

/** Who made something, as its labels say: an identity's own name for itself, not proof. */
export function creatorByLabels(labels: Labels): string | undefined {
  return labelled(labels, creatorNames)
}

function labelled(labels: Labels, names: ReadonlySet<string>): string | undefined {
  return Object.entries(labels).find(([name, value]) => names.has(bareName(name)) && value !== '')?.[1]
}

const bareName = (name: string): string =>
  name
    .slice(name.lastIndexOf('/') + 1)
    .replace(/[-_.: ]/g, '')
    .toLowerCase()

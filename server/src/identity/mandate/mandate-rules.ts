import { createHash } from 'node:crypto'
import type { RuleHeader } from '@countersign/sigma/match'

/** What is looked for around mandates, in the form of a rule, so that its findings are read like any other. */
export type MandateRule = 'outside' | 'ended' | 'sponsor-left' | 'review-due'

const texts: Readonly<
  Record<MandateRule, Omit<RuleHeader, 'contentHash' | 'origin' | 'status' | 'author' | 'license'>>
> = {
  outside: {
    id: '6f0c6d4a-52f1-4f0c-9a55-1c3f4f3f1a01',
    title: 'An identity acts outside of its mandate',
    level: 'medium',
    description: 'It was seen to do what no mandate of it in force covers.',
    references: ['https://owasp.org/www-project-non-human-identities-top-10/2025/5-overprivileged-nhi'],
    tags: ['owasp.nhi5-2025', 'owasp.asi03'],
    falsePositives: ['The mandate is narrower than the work: propose another from what was seen'],
  },
  ended: {
    id: '6f0c6d4a-52f1-4f0c-9a55-1c3f4f3f1a02',
    title: 'A credential outlives the purpose of its identity',
    level: 'high',
    description: 'Its last mandate has ended, and it still acts: what it acts with was not taken away.',
    references: ['https://owasp.org/www-project-non-human-identities-top-10/2025/7-long-lived-secrets'],
    tags: ['owasp.nhi1-2025', 'owasp.nhi7-2025'],
    falsePositives: ['The mandate was not renewed in time'],
  },
  'sponsor-left': {
    id: '6f0c6d4a-52f1-4f0c-9a55-1c3f4f3f1a03',
    title: 'Nobody answers for an identity any more',
    level: 'medium',
    description: 'The person who approved its mandate can no longer sign in, or sees the tenant no longer.',
    references: ['https://owasp.org/www-project-non-human-identities-top-10/2025/1-improper-offboarding'],
    tags: ['owasp.nhi1-2025'],
    falsePositives: [],
  },
  'review-due': {
    id: '6f0c6d4a-52f1-4f0c-9a55-1c3f4f3f1a04',
    title: 'A mandate is due to be looked at',
    level: 'informational',
    description: 'Its review is due, or it ends soon.',
    references: [],
    tags: [],
    falsePositives: [],
  },
}

export function mandateRule(rule: MandateRule): RuleHeader {
  const text = texts[rule]
  return {
    ...text,
    status: 'stable',
    author: 'Countersign',
    license: 'AGPL-3.0-only',
    origin: { pack: 'countersign', path: `mandates/${rule}` },
    contentHash: createHash('sha256').update(JSON.stringify(text)).digest('hex'),
  }
}

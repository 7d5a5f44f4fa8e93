import type { MandateRow, MandateStage, MandateTerms } from '@countersign/api/mandate'

type Look = { readonly words: string; readonly tone: 'good' | 'warn' | 'bad' | undefined }

const stages: Readonly<Record<MandateStage, Look>> = {
  proposed: { words: 'proposed', tone: 'warn' },
  approved: { words: 'approved, not begun', tone: undefined },
  'in-force': { words: 'in force', tone: 'good' },
  'review-due': { words: 'in force, review due', tone: 'warn' },
  expiring: { words: 'in force, expires soon', tone: 'warn' },
  expired: { words: 'expired', tone: undefined },
  declined: { words: 'declined', tone: undefined },
  revoked: { words: 'revoked', tone: 'bad' },
}

export function stageLook(stage: MandateStage): Look {
  return stages[stage]
}

/** Only what is approved and not over can be reviewed or revoked. */
export function isAllowing({ stage }: Pick<MandateRow, 'stage'>): boolean {
  return ['approved', 'in-force', 'review-due', 'expiring'].includes(stage)
}

const minorPerMajor = 100

/** `120.00 EUR a day`; the amount arrives in the currency's minor unit. */
export function budgetWords({ amountMinor, currency, period }: NonNullable<MandateTerms['budget']>): string {
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
    .maximumFractionDigits
  const perMajor = digits === undefined ? minorPerMajor : 10 ** digits
  return `${(amountMinor / perMajor).toFixed(digits ?? 2)} ${currency} ${period === 'hour' ? 'an' : 'a'} ${period}`
}

/** `3 actions, 1 tool on 2 resources` */
export function scopeWords({ actions, tools, resources }: MandateTerms): string {
  const count = (list: readonly string[], one: string) =>
    list.length === 0 ? [] : [`${list.length} ${list.length === 1 ? one : `${one}s`}`]
  const what = [...count(actions, 'action'), ...count(tools, 'tool')].join(', ')
  const where = count(resources, 'resource')[0]
  return where === undefined ? what : `${what} on ${where}`
}

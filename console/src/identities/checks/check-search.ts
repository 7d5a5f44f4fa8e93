import type { CheckOutcome } from '@countersign/api/check'
import { listSearch } from '../../routes/asked.ts'
import { type RawSearch, textOf } from '../../routes/search-values.ts'

export type CheckSearch = {
  readonly tenant?: string | undefined
  /** Id of the check whose identities are shown. */
  readonly open?: string | undefined
  /** How they stand; those that fail where nothing is said. */
  readonly outcome?: CheckOutcome | undefined
  readonly sort?: string | undefined
}

const outcomes: readonly CheckOutcome[] = ['failed', 'unknown', 'passed']

export function checkSearch(search: RawSearch): CheckSearch {
  const { sort } = listSearch(search)
  const asked = textOf(search, 'outcome')
  const all: CheckSearch = {
    tenant: textOf(search, 'tenant'),
    open: textOf(search, 'open'),
    outcome: outcomes.find((one) => one === asked),
    sort,
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

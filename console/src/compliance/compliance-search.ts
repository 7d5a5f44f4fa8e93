import type { ControlState } from '@countersign/api/compliance'
import { type AskedSearch, listSearch } from '../routes/asked.ts'
import { oneOf, type RawSearch, textOf } from '../routes/search-values.ts'
import { controlStates } from './control-words.ts'

export type ComplianceSearch = AskedSearch & {
  readonly tenant?: string | undefined
  readonly sort?: string | undefined
}

export function complianceSearch(search: RawSearch): ComplianceSearch {
  const tenant = textOf(search, 'tenant')
  return { ...listSearch(search), ...(tenant === undefined ? {} : { tenant }) }
}

export type FrameworkSearch = ComplianceSearch & {
  /** Only controls in this state. */
  readonly state?: ControlState | undefined
  /** Id of the control that is open. */
  readonly open?: string | undefined
}

export function frameworkSearch(search: RawSearch): FrameworkSearch {
  const [state, open] = [oneOf(search, 'state', controlStates), textOf(search, 'open')]
  return {
    ...complianceSearch(search),
    ...(state === undefined ? {} : { state }),
    ...(open === undefined ? {} : { open }),
  }
}

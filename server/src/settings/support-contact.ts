import type { SupportContact } from '@countersign/api/settings'
import { CountersignError } from '../platform/errors.ts'
import type { SupportColumns } from './tables.ts'

export const nobody: SupportContact = { email: null, phone: null, url: null }

/** The schema knows how an address looks; only reading it shows whether it is one. Errors: REQUEST_INVALID. */
export function checkContact({ url }: SupportContact): void {
  if (url !== null && !URL.canParse(url)) throw new CountersignError('REQUEST_INVALID', 'support.url')
}

export function contactOf(row: SupportColumns): SupportContact {
  return { email: row.support_email, phone: row.support_phone, url: row.support_url }
}

export function columnsOf({ email, phone, url }: SupportContact): SupportColumns {
  return { support_email: email, support_phone: phone, support_url: url }
}

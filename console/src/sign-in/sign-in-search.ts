import { type RawSearch, textOf } from '../routes/search-values.ts'

export type SignInSearch = {
  /** Page to go to afterwards. */
  readonly back?: string | undefined
  /** Code of what went wrong at the provider of single sign-on. */
  readonly problem?: string | undefined
  /** Tenant whose providers are offered in place of the operator's. */
  readonly home?: string | undefined
}

export function signInSearch(search: RawSearch): SignInSearch {
  const all: SignInSearch = {
    back: textOf(search, 'back'),
    problem: textOf(search, 'problem'),
    home: textOf(search, 'home'),
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

/** Single sign-on comes back with a code and nothing else, so the page has the words (docs/errors.md). */
const problemWords: Readonly<Record<string, string>> = {
  SSO_FAILED:
    'Single sign-on did not succeed. Begin again; if it stays, an administrator finds the cause in the server log.',
  SSO_UNKNOWN_PERSON:
    'Nobody here belongs to that account. Ask an administrator to invite you with its e-mail address.',
  SIGN_IN_STEP_SPENT: 'This sign-in took too long or was used. Begin again.',
}

export function problemText(code: string): string {
  return problemWords[code] ?? 'Single sign-on did not succeed. Begin again.'
}

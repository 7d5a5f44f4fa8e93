import { checks, concerns } from './catalogue.ts'
import type { CheckResult } from './check.ts'
import type { CheckSubject } from './check-subject.ts'

/** Every check that is about this kind of identity, in the order of the catalogue. The same facts give the same answer. */
export function judgeIdentity(subject: CheckSubject): readonly CheckResult[] {
  return checks
    .filter((check) => concerns(check, subject.identity.kind))
    .map((check) => ({ checkId: check.id, ...check.judge(subject) }))
    .filter(({ outcome }) => outcome !== 'not-applicable')
}

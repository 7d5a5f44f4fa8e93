import type { Grant } from '@countersign/explanation/explanation'
import {
  type Check,
  claimOf,
  failed,
  type Judgement,
  missingClaim,
  notApplicable,
  passed,
  unknown,
} from './check.ts'
import { type CheckSubject, sourcesOf } from './check-subject.ts'

/** Of what was granted, more than this share unused is too much. */
const unusedShareMax = 0.5
/** A share says little of a handful. */
const grantsJudgedMin = 4
const namedMax = 10

/** Actions or scopes that stand for everything their provider has. */
const everything: ReadonlySet<string> = new Set([
  'arn:aws:iam::aws:policy/AdministratorAccess',
  'write-all',
  'Directory.ReadWrite.All',
  'RoleManagement.ReadWrite.Directory',
  'cluster-admin',
  'site administrator',
])

export const overPrivileged: Check = {
  id: 'over-privileged',
  owasp: ['NHI5:2025'],
  title: 'An identity may do more than it does',
  description:
    'It is granted more than its mandate says, or everything its provider has, or most of what it is granted it was not seen to use in logs that would have shown it.',
  level: 'medium',
  kinds: [],
  needs: ['sets', 'mandates', 'inventory', 'logs'],
  undecidable: 'What is unused without logs that would have shown the use: then it stays unknown.',
  fix: [
    'Propose a mandate from what it was seen to use, and narrow its policy to that.',
    'Take away what stands for everything, and name what is needed.',
  ],
  judge: (subject) => {
    if (subject.identity.stage === 'retired') return notApplicable('It is retired.')
    return allOf(subject) ?? excessOf(subject) ?? unusedOf(subject)
  },
}

function allOf(subject: CheckSubject): Judgement | undefined {
  const wide = subject.identity.grants.filter(({ action }) => everything.has(action))
  if (wide.length === 0) return undefined
  return failed(
    'It is granted everything that its provider has.',
    wide.map(({ action }) => claimOf('for', 'proven', `It is granted ${action}.`, sourcesOf(subject))),
  )
}

function excessOf({ sets }: CheckSubject): Judgement | undefined {
  if (!sets.known || !sets.value.mandated.known || !sets.value.excess.known) return undefined
  const { excess, granted } = sets.value
  const cites = [{ kind: 'policy', id: 'granted and mandated sets' }] as const
  if (excess.grants.length > 0)
    return failed(`${excess.grants.length} of its grants are in no mandate.`, [
      claimOf('for', 'proven', `Granted and not mandated: ${named(excess.grants)}.`, cites),
    ])
  return granted.known && granted.grants.length > 0
    ? passed('All it is granted is in its mandate.', [
        claimOf('against', 'proven', 'No grant is outside of the mandate.', cites),
      ])
    : undefined
}

function unusedOf({ sets }: CheckSubject): Judgement {
  if (!sets.known) return unknown('What it is granted beyond what it uses is not known.', sets.reason, 'sets')
  const { granted, unused, coverage } = sets.value
  if (!granted.known) return unknown('What it is granted is not known.', granted.reason, 'sets')
  if (!unused.known) return unknown('What of its grants is unused cannot be told.', unused.reason, 'logs')
  const share = granted.grants.length === 0 ? 0 : unused.grants.length / granted.grants.length
  const logs =
    coverage === undefined ? '' : ` in logs from ${coverage.from.slice(0, 10)} to ${coverage.to.slice(0, 10)}`
  const gaps = (coverage?.gaps ?? []).map((gap) => missingClaim(`${gap}.`, 'logs'))
  const cites = [{ kind: 'coverage', id: 'identity-checks/logs' }] as const
  const claim = (kind: 'for' | 'against') =>
    claimOf(
      kind,
      'inferred',
      `${unused.grants.length} of ${granted.grants.length} grants were not seen used${logs}: ${named(unused.grants)}.`,
      cites,
    )
  const wide = unused.grants.some(({ action }) => action === '*' || action.endsWith(':*'))
  if (wide || (granted.grants.length >= grantsJudgedMin && share > unusedShareMax))
    return failed('It is granted much that it was not seen to use.', [claim('for'), ...gaps])
  return passed('Most of what it is granted it was seen to use.', [claim('against'), ...gaps])
}

function named(grants: readonly Grant[]): string {
  if (grants.length === 0) return 'none'
  const names = [...new Set(grants.map(({ action }) => action))]
  const more = names.length > namedMax ? ` and ${names.length - namedMax} more` : ''
  return `${names.slice(0, namedMax).join(', ')}${more}`
}

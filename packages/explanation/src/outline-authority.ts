import type {
  AuthorityDecision,
  AuthoritySet,
  AuthoritySets,
  Grant,
  PolicyStatementRef,
} from './explanation.ts'
import { visibleText } from './hostile-text.ts'
import type { OutlineItem } from './outline.ts'

const textMaxChars = 600
const grantsShown = 8

const shown = (text: string) => visibleText(text, textMaxChars)
const item = (text: string, details: readonly string[] = []): OutlineItem => ({
  text: shown(text),
  cites: [],
  details: details.map(shown),
})

/** The result first, then each statement that decided with its text, then what was asked and did not stand in the way. */
export function decisionItems(decision: AuthorityDecision): readonly OutlineItem[] {
  const { deciding, notBlockedBy, conditions, disagreement } = decision
  return [
    item(resultWords(decision), observedDetail(decision)),
    ...deciding.map(statementItem),
    ...(conditions.length === 0 ? [] : [item('Conditions', conditions.map(conditionWords))]),
    ...(notBlockedBy.length === 0
      ? []
      : [
          item(
            `Asked, and not in the way: ${notBlockedBy.map(({ policyType, policyId }) => `${policyType} ${policyId}`).join(', ')}`,
          ),
        ]),
    ...(disagreement === undefined ? [] : [item(disagreement)]),
    ...(decision.missing.length === 0 ? [] : [item('Not held, or taken for granted', decision.missing)]),
  ]
}

function resultWords({ result, denial, because, made, evaluator, snapshot }: AuthorityDecision): string {
  const why = because === undefined ? '' : `: ${because}`
  const kind =
    denial === undefined ? '' : denial === 'explicit' ? ' by a statement' : ', because none allows it'
  const when =
    snapshot === undefined
      ? ''
      : `, on policy of ${snapshot.takenAt} (SHA-256 ${snapshot.hash.slice(0, 16)}…)`
  const how = made === 'reconstructed' ? 'reconstructed' : 'stored when it was made'
  return `${result === 'undetermined' ? 'Undetermined' : `Policy says ${result}${kind}`}${why}; ${how} by ${evaluator.name} ${evaluator.version}${when}`
}

function observedDetail({ observed, observedDenial }: AuthorityDecision): readonly string[] {
  if (observed === undefined) return []
  const words = observedDenial === undefined ? '' : `: ${observedDenial.text}`
  return [`The provider's own record says ${observed}${words}`]
}

function statementItem({
  policyType,
  policyId,
  statementId,
  index,
  effect,
  text,
  version,
}: PolicyStatementRef): OutlineItem {
  const which = statementId === undefined ? `statement ${index + 1}` : `statement “${statementId}”`
  return item(`${effect} by ${which} of the ${policyType} policy ${policyId}`, [
    text,
    `SHA-256 ${version.slice(0, 16)}…`,
  ])
}

function conditionWords({
  operator,
  key,
  wanted,
  value,
  holds,
}: AuthorityDecision['conditions'][number]): string {
  const found = value === undefined ? 'not known' : value.join(', ')
  return `${key} ${operator} ${wanted.join(', ')}: it was ${found} (${holds === 'yes' ? 'holds' : holds === 'no' ? 'does not hold' : 'unknown'})`
}

export function setItems(sets: AuthoritySets): readonly OutlineItem[] {
  const { coverage } = sets
  const logs =
    coverage === undefined
      ? []
      : [item(`Logs from ${coverage.from} to ${coverage.to} (${coverage.sources.join(', ')})`, coverage.gaps)]
  return [
    setItem('Mandated', sets.mandated),
    setItem('Granted', sets.granted),
    setItem('Used', sets.used),
    ...known('Granted and not mandated', sets.excess),
    ...known('Granted and not used', sets.unused),
    ...known('Used and not mandated', sets.usedNotMandated),
    ...logs,
  ]
}

function known(name: string, set: AuthoritySet): readonly OutlineItem[] {
  return set.known ? [setItem(name, set)] : []
}

function setItem(name: string, set: AuthoritySet): OutlineItem {
  if (!set.known) return item(`${name}: unknown. ${set.reason}.`)
  const all = set.grants.length + (set.more ?? 0)
  const details = set.grants.slice(0, grantsShown).map(grantWords)
  const more = all > details.length ? [`… and ${all - details.length} more`] : []
  return item(`${name}: ${all === 0 ? 'nothing' : all}`, [...details, ...more])
}

function grantWords({ action, resource, count, conditional }: Grant): string {
  const times = count === undefined ? '' : `, ${count} ${count === 1 ? 'time' : 'times'}`
  return `${action} on ${resource}${times}${conditional === true ? ' (under conditions)' : ''}`
}

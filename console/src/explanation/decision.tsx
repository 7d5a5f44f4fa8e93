import type {
  AuthorityDecision,
  PolicyStatementRef,
  ResolvedCondition,
} from '@countersign/explanation/explanation'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { Card } from './card.tsx'
import css from './explanation.module.css'

/** Why the action could, or could not, be done: the answer, the statements behind it, and what nobody knows. */
export function Decision({ decision }: { readonly decision: AuthorityDecision | undefined }) {
  if (decision === undefined) return null
  return (
    <Card title="Why could it?">
      <p className={css.result} data-result={decision.result}>
        <strong>{resultWords(decision)}</strong> <span className="quiet">{observedWords(decision)}</span>
      </p>
      <Statements decision={decision} />
      <Conditions conditions={decision.conditions} />
      <NotBlocked decision={decision} />
      <Unknowns title="Not known" texts={decision.missing} />
      <Basis decision={decision} />
    </Card>
  )
}

function resultWords({ result, denial }: AuthorityDecision): string {
  if (result === 'allowed') return 'Policy allows it.'
  if (result === 'undetermined') return 'Policy held here does not settle it.'
  return denial === 'explicit' ? 'Policy forbids it.' : 'No policy allows it.'
}

/** A reconstructed answer that differs from what the provider did is said, not smoothed over. */
function observedWords({ observed, result }: AuthorityDecision): string {
  if (observed === undefined) return 'What the provider answered is not recorded.'
  const did = observed === 'allowed' ? 'let it through' : 'refused it'
  const agrees = result === 'undetermined' || result === observed
  return agrees
    ? `The provider ${did}.`
    : `The provider ${did}: the policy held here is not the one that decided.`
}

function Statements({ decision }: { readonly decision: AuthorityDecision }) {
  if (decision.deciding.length === 0) return null
  return (
    <ol className={css.statements} aria-label="Deciding statements">
      {decision.deciding.map((statement) => (
        <li
          key={`${statement.policyId} ${statement.index} ${statement.version}`}
          data-effect={statement.effect}
        >
          <span>
            <strong>{statement.effect === 'allow' ? 'Allows' : 'Forbids'}</strong>{' '}
            <LogText text={placeOf(statement)} max={300} />
          </span>
          <code className="mono">
            <LogText text={statement.text} max={1200} lines />
          </code>
          <span className="quiet mono">text sha256 {statement.version.slice(0, 16)}</span>
        </li>
      ))}
    </ol>
  )
}

function placeOf({ policyType, policyId, statementId, index }: PolicyStatementRef): string {
  return `${policyType} policy ${policyId}, statement ${statementId ?? index + 1}`
}

function Conditions({ conditions }: { readonly conditions: readonly ResolvedCondition[] }) {
  if (conditions.length === 0) return null
  return (
    <table className={css.conditions} aria-label="Conditions">
      <thead>
        <tr>
          <th scope="col">Condition</th>
          <th scope="col">Wanted</th>
          <th scope="col">Was</th>
          <th scope="col">Holds</th>
        </tr>
      </thead>
      <tbody>
        {conditions.map((condition) => (
          <tr key={`${condition.operator} ${condition.key} ${condition.wanted.join()}`}>
            <td className="mono">
              <LogText text={`${condition.key} ${condition.operator}`} max={120} />
            </td>
            <td className="mono">
              <LogText text={condition.wanted.join(', ')} max={200} />
            </td>
            <td className="mono">
              {condition.value === undefined ? (
                'unknown'
              ) : (
                <LogText text={condition.value.join(', ')} max={200} />
              )}
            </td>
            <td>{condition.holds}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function NotBlocked({ decision: { notBlockedBy } }: { readonly decision: AuthorityDecision }) {
  if (notBlockedBy.length === 0) return null
  const kinds = [...new Set(notBlockedBy.map(({ policyType }) => policyType))]
  return <p className="quiet">Present, and not in the way: {kinds.join(', ')}.</p>
}

export function Unknowns({ title, texts }: { readonly title: string; readonly texts: readonly string[] }) {
  if (texts.length === 0) return null
  return (
    <div>
      <h3>{title}</h3>
      <ul className={css.unknown}>
        {texts.map((text) => (
          <li key={text}>
            <span aria-hidden="true">?</span> <LogText text={text} />
          </li>
        ))}
      </ul>
    </div>
  )
}

function Basis({ decision: { made, evaluator, snapshot } }: { readonly decision: AuthorityDecision }) {
  return (
    <p className="quiet">
      {made === 'at-the-time' ? 'Decided when it happened' : 'Worked out afterwards'} by{' '}
      <LogText text={`${evaluator.name} ${evaluator.version}`} max={80} />
      {snapshot === undefined ? null : (
        <>
          , on policy of <Instant at={snapshot.takenAt} /> (sha256{' '}
          <span className="mono">{snapshot.hash.slice(0, 16)}</span>)
        </>
      )}
      .
    </p>
  )
}

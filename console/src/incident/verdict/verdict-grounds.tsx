import type { IncidentVerdict, VerdictDriver } from '@countersign/api/triage'
import { type ReactNode, useId } from 'react'
import { Instant } from '../../text/instant.tsx'
import { LogText } from '../../text/log-text.tsx'
import { plural } from '../../text/time-words.ts'
import css from './verdict.module.css'
import { labelWords, percentWords, pullWords, verdictWords } from './verdict-words.ts'

const eventsShown = 5

/** All that the verdict rests on, and all that it could not rest on. */
export function VerdictGrounds(props: {
  readonly verdict: IncidentVerdict
  readonly onOpenEvent: (eventId: string) => void
}) {
  const { drivers, alternatives, missing } = props.verdict
  return (
    <>
      <Part title="What it hangs on" none="It hangs on nothing that came before.">
        {drivers.map((driver) => (
          <li key={driver.findingId} className={css.line}>
            <Driver driver={driver} onOpenEvent={props.onOpenEvent} />
          </li>
        ))}
      </Part>
      <Counterfactuals verdict={props.verdict} />
      <Precedents verdict={props.verdict} />
      <Part title="Why nothing else" none="No other verdict was near.">
        {alternatives.map(({ verdict, against }) => (
          <li key={verdict}>
            <strong>{verdictWords(verdict)}</strong>: <LogText text={against} max={400} />
          </li>
        ))}
      </Part>
      <Part title="What is missing" none="Nothing that it asks for was missing." kind="missing">
        {missing.map((text) => (
          <li key={text}>
            <LogText text={text} max={400} />
          </li>
        ))}
      </Part>
    </>
  )
}

function Part(props: {
  readonly title: string
  readonly none: string
  readonly kind?: 'missing'
  readonly children: readonly ReactNode[]
}) {
  const id = useId()
  return (
    <section className={css.part} data-kind={props.kind} aria-labelledby={id}>
      <h3 id={id}>{props.title}</h3>
      {props.children.length === 0 ? <p className="quiet">{props.none}</p> : <ul>{props.children}</ul>}
    </section>
  )
}

function Driver(props: { readonly driver: VerdictDriver; readonly onOpenEvent: (eventId: string) => void }) {
  const { ruleTitle, eventIds, weight, pull, kind } = props.driver
  const name = ruleTitle ?? 'A finding whose rule is not known'
  return (
    <>
      <LogText text={name} max={120} />
      <span className="quiet">
        {kind === 'alarm' ? 'escalated and still open' : `${percentWords(weight)} of attention`};{' '}
        {pullWords(pull)}
      </span>
      {eventIds.slice(0, eventsShown).map((eventId, at) => (
        <button
          key={eventId}
          type="button"
          className={css.event}
          aria-label={`Open event ${at + 1} of ${name.slice(0, 80)}`}
          onClick={() => props.onOpenEvent(eventId)}
        >
          event {at + 1}
        </button>
      ))}
      {eventIds.length > eventsShown ? (
        <span className="quiet">{plural(eventIds.length - eventsShown, 'more event')}</span>
      ) : null}
    </>
  )
}

function Counterfactuals({ verdict }: { readonly verdict: IncidentVerdict }) {
  const titles = new Map(verdict.drivers.map(({ findingId, ruleTitle }) => [findingId, ruleTitle]))
  return (
    <Part title="What would change it" none="No finding was left out to see what would change.">
      {verdict.counterfactuals.map((each) => (
        <li key={each.without.join()}>
          Without{' '}
          <LogText
            text={each.without.map((id) => titles.get(id) ?? `finding ${id.slice(0, 8)}`).join(', ')}
            max={240}
          />
          : {each.changes ? <strong>{verdictWords(each.verdict)}</strong> : 'the same verdict'}, at{' '}
          {percentWords(each.probability)}
        </li>
      ))}
    </Part>
  )
}

function Precedents({ verdict }: { readonly verdict: IncidentVerdict }) {
  return (
    <Part title="What was like it" none="Nobody has labelled anything like it yet.">
      {verdict.precedents.map((each) => (
        <li key={each.clusterId}>
          {labelWords(each.benign, each.attack)}, on the word of <LogText text={each.labelledBy} max={60} />,{' '}
          <Instant at={each.labelledAt} look="age" />
          <span className="quiet"> · distance {each.distance.toFixed(2)} of 2</span>
        </li>
      ))}
    </Part>
  )
}

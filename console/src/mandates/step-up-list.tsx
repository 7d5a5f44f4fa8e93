import type { StepUp } from '@countersign/api/decision'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useActions, useRegistry } from '../actions/use-actions.ts'
import { useRefusal } from '../api/rights.ts'
import listCss from '../rows/list-page.module.css'
import tableCss from '../rows/table.module.css'
import { Empty } from '../shell/empty.tsx'
import { Failure } from '../shell/failure.tsx'
import { say } from '../shell/notices.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { answerStepUp, readMandatesAgain, stepUpsQuery } from './mandate-queries.ts'
import type { MandateSearch } from './mandate-search.ts'
import css from './mandates.module.css'
import { ReasonDialog } from './reason-dialog.tsx'

type Asked = { readonly stepUp: StepUp; readonly approve: boolean }

/** Actions that wait for somebody's yes, and what became of the others. */
export function StepUpList({
  tenantId,
  search,
}: {
  readonly tenantId: string
  readonly search: MandateSearch
}) {
  const { data: stepUps, error, refetch } = useQuery(stepUpsQuery(tenantId))
  const [asked, setAsked] = useState<Asked>()
  const blocked = useRefusal('mandate.approve')
  const ask = (approve: boolean) => ({
    run: (subject: unknown) => isStepUp(subject) && setAsked({ stepUp: subject, approve }),
  })
  useActions(blocked === undefined ? { 'step-up.approve': ask(true), 'step-up.refuse': ask(false) } : {})
  if (error !== null && stepUps === undefined) return <Failure error={error} onRetry={() => void refetch()} />
  if (stepUps === undefined) return <p className={listCss.reading}>Reading what waits…</p>
  if (stepUps.length === 0)
    return (
      <Empty title="Nothing waits for a yes" isGood>
        An action that its mandate allows only with somebody’s yes waits here, for a few minutes.
      </Empty>
    )
  return (
    <div className={css.list}>
      <Table stepUps={stepUps} search={search} />
      {asked === undefined ? null : (
        <AnswerDialog tenantId={tenantId} {...asked} onClose={() => setAsked(undefined)} />
      )}
    </div>
  )
}

function isStepUp(subject: unknown): subject is StepUp {
  return typeof subject === 'object' && subject !== null && 'stepUpId' in subject
}

function Table({ stepUps, search }: { readonly stepUps: readonly StepUp[]; readonly search: MandateSearch }) {
  return (
    <table className={css.table} aria-label="Waiting for a yes">
      <thead>
        <tr>
          <th scope="col">Who wants what</th>
          <th scope="col" data-column="asked">
            Asked
          </th>
          <th scope="col">State</th>
          <th scope="col">
            <span className="visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {stepUps.map((stepUp) => (
          <Row key={stepUp.stepUpId} stepUp={stepUp} search={search} />
        ))}
      </tbody>
    </table>
  )
}

function Row({ stepUp, search }: { readonly stepUp: StepUp; readonly search: MandateSearch }) {
  return (
    <tr>
      <td>
        <LogText text={stepUp.subject} max={160} mono />: <LogText text={stepUp.action} max={120} mono />
        <span className={tableCss.under}>
          <LogText text={stepUp.resource} max={200} mono /> ·{' '}
          <Link
            to="/identities/mandates"
            search={{ ...search, show: undefined, open: stepUp.mandateId }}
            preload={false}
          >
            its mandate
          </Link>{' '}
          ·{' '}
          <Link
            to="/identities/mandates"
            search={{ ...search, show: 'decisions', open: stepUp.decisionId }}
            preload={false}
          >
            the decision
          </Link>
        </span>
      </td>
      <td data-column="asked">
        <Instant at={stepUp.createdAt} look="age" />
      </td>
      <td>
        <State stepUp={stepUp} />
      </td>
      <td>{stepUp.status === 'waiting' ? <Answers stepUp={stepUp} /> : null}</td>
    </tr>
  )
}

function State({ stepUp }: { readonly stepUp: StepUp }) {
  const { status, answeredBy, reason, expiresAt } = stepUp
  if (status === 'waiting')
    return (
      <>
        <span className={tableCss.tag} data-tone="warn">
          waiting
        </span>
        <span className={tableCss.under}>
          until <Instant at={expiresAt} look="time" />
        </span>
      </>
    )
  return (
    <>
      <span className={tableCss.tag} data-tone={status === 'refused' ? 'bad' : undefined}>
        {status === 'used' ? 'approved and used' : status}
      </span>
      {answeredBy === null ? null : (
        <span className={tableCss.under}>
          <LogText text={answeredBy} max={80} />: <LogText text={reason ?? ''} max={200} />
        </span>
      )}
    </>
  )
}

function Answers({ stepUp }: { readonly stepUp: StepUp }) {
  const registry = useRegistry()
  if (registry.handlerOf('step-up.approve') === undefined)
    return <span className="quiet">not yours to answer</span>
  const what = `${stepUp.subject} ${stepUp.action}`.slice(0, 120)
  return (
    <span className={tableCss.rowActions}>
      <button
        type="button"
        className={tableCss.rowButton}
        aria-label={`Yes: ${what}`}
        onClick={() => registry.run('step-up.approve', stepUp)}
      >
        Yes
      </button>
      <button
        type="button"
        className={tableCss.rowButton}
        data-ends
        aria-label={`No: ${what}`}
        onClick={() => registry.run('step-up.refuse', stepUp)}
      >
        No
      </button>
    </span>
  )
}

function AnswerDialog(props: Asked & { readonly tenantId: string; readonly onClose: () => void }) {
  const { tenantId, stepUp, approve } = props
  const client = useQueryClient()
  const run = async (reason: string) => {
    await answerStepUp(tenantId, stepUp, approve, reason)
    await readMandatesAgain(client, tenantId)
    say(approve ? 'You said yes' : 'You said no')
  }
  return (
    <ReasonDialog
      title={approve ? 'Say yes' : 'Say no'}
      confirm={approve ? 'Yes' : 'No'}
      run={run}
      onClose={props.onClose}
    >
      <p>
        <LogText text={stepUp.subject} max={200} mono /> wants <LogText text={stepUp.action} max={200} mono />{' '}
        on <LogText text={stepUp.resource} max={300} mono />.
      </p>
      <p className="quiet">
        {approve
          ? 'Your yes holds for this one question, once, until it expires.'
          : 'It is refused; the agent may ask again.'}
      </p>
    </ReasonDialog>
  )
}

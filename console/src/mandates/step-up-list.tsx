import type { StepUp } from '@countersign/api/decision'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useActions } from '../actions/use-actions.ts'
import { useRefusal } from '../api/rights.ts'
import { useAsked } from '../routes/asked.ts'
import type { Column, RowAction } from '../rows/column.ts'
import { DataTable } from '../rows/data-table.tsx'
import tableCss from '../rows/table.module.css'
import { EmptyWords } from '../shell/empty-words.tsx'
import { say } from '../shell/notices.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { answerStepUp, readMandatesAgain, stepUpsQuery } from './mandate-queries.ts'
import { ReasonDialog } from './reason-dialog.tsx'

const columns: readonly Column<StepUp>[] = [
  { id: 'wants', name: 'Who wants what', cell: (stepUp) => <WantsCell stepUp={stepUp} /> },
  {
    id: 'asked',
    name: 'Asked',
    room: 'wide',
    cell: ({ createdAt }) => <Instant at={createdAt} look="age" />,
    sortBy: ({ createdAt }) => createdAt,
  },
  { id: 'state', name: 'State', cell: (stepUp) => <State stepUp={stepUp} />, sortBy: ({ status }) => status },
]

const isWaiting = ({ status }: StepUp) => status === 'waiting'

const actions: readonly RowAction<StepUp>[] = [
  { id: 'step-up.approve', word: 'Yes', isFor: isWaiting },
  { id: 'step-up.refuse', word: 'No', ends: true, isFor: isWaiting },
]

/** Actions that wait for somebody's yes, and what became of the others. */
export function StepUpList({ tenantId }: { readonly tenantId: string }) {
  const { data: stepUps, error, refetch } = useQuery(stepUpsQuery(tenantId))
  const { asked, close } = useAnswers()
  const answered = stepUps?.find(({ stepUpId }) => stepUpId === asked?.id)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section className={tableCss.scroll} tabIndex={0} aria-label="What waits">
      <DataTable<StepUp>
        name="Waiting for a yes"
        reading="Reading what waits…"
        rows={stepUps}
        error={error}
        onRetry={() => void refetch()}
        empty={<EmptyWords of="step-ups.none" isGood />}
        columns={columns}
        actions={actions}
        keyOf={({ stepUpId }) => stepUpId}
        nameOf={({ subject, action }) => `${subject} ${action}`}
      />
      {asked === undefined || answered === undefined || !isWaiting(answered) ? null : (
        <AnswerDialog
          key={answered.stepUpId}
          tenantId={tenantId}
          stepUp={answered}
          approve={asked.kind === 'yes'}
          onClose={close}
        />
      )}
    </section>
  )
}

function useAnswers() {
  const { asked, ask, close } = useAsked(['yes', 'no'])
  const refusal = useRefusal('mandate.approve')
  const onStepUp = (kind: 'yes' | 'no') => ({
    run: (subject: unknown) => isStepUp(subject) && ask(kind, subject.stepUpId),
    blocked: refusal,
  })
  useActions({ 'step-up.approve': onStepUp('yes'), 'step-up.refuse': onStepUp('no') })
  return { asked: refusal === undefined ? asked : undefined, close }
}

function isStepUp(subject: unknown): subject is StepUp {
  return typeof subject === 'object' && subject !== null && 'stepUpId' in subject
}

function WantsCell({ stepUp }: { readonly stepUp: StepUp }) {
  const search = useSearch({ from: '/signed-in/identities/mandates' })
  return (
    <>
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
    </>
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

function AnswerDialog(props: {
  readonly tenantId: string
  readonly stepUp: StepUp
  readonly approve: boolean
  readonly onClose: () => void
}) {
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

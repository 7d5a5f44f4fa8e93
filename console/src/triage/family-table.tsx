import type { TriageFamily } from '@countersign/api/triage'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useActions } from '../actions/use-actions.ts'
import { useRefusal } from '../api/rights.ts'
import { ReasonDialog } from '../mandates/reason-dialog.tsx'
import { useAsked } from '../routes/asked.ts'
import type { Column, RowAction } from '../rows/column.ts'
import { DataTable } from '../rows/data-table.tsx'
import { Empty } from '../shell/empty.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { changeAutonomy, familiesQuery } from './triage-queries.ts'
import { modeWords, shareWords } from './triage-words.ts'

const columns: readonly Column<TriageFamily>[] = [
  {
    id: 'family',
    name: 'Family',
    cell: ({ title }) => <LogText text={title} max={120} />,
    sortBy: ({ title }) => title,
  },
  { id: 'right', name: 'Right to close', cell: (family) => <Mode family={family} />, sortBy: modeWords },
  {
    id: 'closed',
    name: 'Closed',
    cell: ({ closed }) => closed,
    sortBy: ({ closed }) => closed,
    isNumber: true,
  },
  {
    id: 'missed',
    name: 'Missed, where people decided',
    cell: ({ agreement }) => shareWords(agreement.missRate),
    sortBy: ({ agreement }) => agreement.missRate.share,
  },
  {
    id: 'audited',
    name: 'Missed, reviewed blind',
    cell: ({ auditedMissRate }) => shareWords(auditedMissRate),
    sortBy: ({ auditedMissRate }) => auditedMissRate.share,
    room: 'wide',
  },
]

const actions: readonly RowAction<TriageFamily>[] = [
  {
    id: 'autonomy.grant',
    word: 'Grant',
    isFor: ({ mode, whyNotYet }) => mode !== 'granted' && whyNotYet === null,
  },
  { id: 'autonomy.withdraw', word: 'Withdraw', ends: true, isFor: ({ mode }) => mode === 'granted' },
]

/** Families of findings: how often closing them was wrong, and whether the platform may. */
export function FamilyTable({ tenantId }: { readonly tenantId: string }) {
  const { data: families, error, refetch } = useQuery(familiesQuery(tenantId))
  return (
    <>
      <DataTable
        name="Families"
        rows={families}
        columns={columns}
        keyOf={({ familyId }) => familyId}
        nameOf={({ title }) => title}
        actions={actions}
        reading="Reading the families…"
        error={error}
        onRetry={() => void refetch()}
        empty={<Empty title="No family yet">A family is a rule. It stands here once a verdict is.</Empty>}
      />
      <ChangeAutonomy tenantId={tenantId} families={families ?? []} />
    </>
  )
}

function Mode({ family }: { readonly family: TriageFamily }) {
  const { since, by, reason, whyNotYet } = family
  return (
    <>
      <strong>{modeWords(family)}</strong>
      {since === null ? null : (
        <span className="quiet">
          {' '}
          <Instant at={since} look="age" />
          {by === null ? null : (
            <>
              {' '}
              by <LogText text={by} max={60} />
            </>
          )}
        </span>
      )}
      {reason === null ? null : (
        <>
          {': '}
          <LogText text={reason} max={240} />
        </>
      )}
      {whyNotYet === null || family.mode === 'granted' ? null : (
        <span className="quiet">
          {' '}
          <LogText text={whyNotYet} max={240} />
        </span>
      )}
    </>
  )
}

function ChangeAutonomy(props: { readonly tenantId: string; readonly families: readonly TriageFamily[] }) {
  const { asked, ask, close } = useAsked(['grant', 'withdraw'])
  const refusal = useRefusal('autonomy.grant')
  const client = useQueryClient()
  const onFamily = (kind: 'grant' | 'withdraw') => ({
    run: (subject: unknown) => isFamily(subject) && ask(kind, subject.familyId),
  })
  useActions(
    refusal === undefined
      ? { 'autonomy.grant': onFamily('grant'), 'autonomy.withdraw': onFamily('withdraw') }
      : {},
  )
  const family = props.families.find(({ familyId }) => familyId === asked?.id)
  if (refusal !== undefined || asked === undefined || family === undefined) return null
  const isGrant = asked.kind === 'grant'
  const run = async (reason: string) => {
    await changeAutonomy(asked.kind, props.tenantId, family.familyId, reason)
    await client.invalidateQueries({ queryKey: ['triage', props.tenantId] })
  }
  return (
    <ReasonDialog
      title={isGrant ? 'Let the platform close' : 'Let it close no longer'}
      confirm={isGrant ? 'Grant' : 'Withdraw'}
      run={run}
      onClose={close}
    >
      <p>
        <LogText text={family.title} max={200} />. Missed where people decided:{' '}
        {shareWords(family.agreement.missRate)}.
      </p>
    </ReasonDialog>
  )
}

function isFamily(subject: unknown): subject is TriageFamily {
  return typeof subject === 'object' && subject !== null && 'auditedMissRate' in subject
}

import type { AuditItem, AuditOutcome } from '@countersign/api/triage'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useActions } from '../actions/use-actions.ts'
import { useRefusal } from '../api/rights.ts'
import type { Column, RowAction } from '../rows/column.ts'
import { DataTable } from '../rows/data-table.tsx'
import { Empty } from '../shell/empty.tsx'
import { Refusal } from '../sources/refusal.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import css from './triage.module.css'
import { reviewClosing, reviewQuery } from './triage-queries.ts'
import { outcomeWords, shareWords } from './triage-words.ts'

const columns: readonly Column<AuditItem>[] = [
  { id: 'incident', name: 'Incident', cell: ({ title }) => <LogText text={title} max={120} /> },
  { id: 'what', name: 'What happened', cell: ({ statement }) => <LogText text={statement} max={400} /> },
  { id: 'first', name: 'First', cell: ({ firstAt }) => <Instant at={firstAt} /> },
  { id: 'findings', name: 'Findings', cell: ({ findings }) => findings, isNumber: true },
]

const actions: readonly RowAction<AuditItem>[] = [
  { id: 'review.benign', word: 'Harmless' },
  { id: 'review.attack', word: 'Attack', ends: true },
]

/** Closed incidents to judge without knowing who closed them; who did is told after the word is given. */
export function ReviewList({ tenantId }: { readonly tenantId: string }) {
  const { data, error, refetch } = useQuery(reviewQuery(tenantId))
  const review = useReview(tenantId)
  return (
    <>
      <p className={css.note} role="status">
        {data === undefined ? '' : `${data.reviewed} reviewed. Missed: ${shareWords(data.missRate)}.`}{' '}
        {review.data === undefined ? '' : outcomeWords(review.data)}
      </p>
      <Refusal error={review.error} />
      <DataTable
        name="To review"
        rows={data?.items}
        columns={columns}
        keyOf={({ incidentId }) => incidentId}
        nameOf={({ title }) => title}
        actions={actions}
        reading="Reading what waits for review…"
        error={error}
        onRetry={() => void refetch()}
        empty={
          <Empty title="Nothing waits for review" isGood>
            A sample of what was closed comes here, by the platform and by people alike.
          </Empty>
        }
      />
    </>
  )
}

function useReview(tenantId: string) {
  const client = useQueryClient()
  const refusal = useRefusal('incident.write')
  const review = useMutation<AuditOutcome, Error, { item: AuditItem; label: 'attack' | 'benign' }>({
    mutationFn: ({ item, label }) => reviewClosing(tenantId, item.incidentId, label),
    onSettled: () => client.invalidateQueries({ queryKey: ['triage', tenantId] }),
  })
  const say = (label: 'attack' | 'benign') => ({
    run: (subject: unknown) => isItem(subject) && review.mutate({ item: subject, label }),
  })
  useActions(refusal === undefined ? { 'review.benign': say('benign'), 'review.attack': say('attack') } : {})
  return review
}

function isItem(subject: unknown): subject is AuditItem {
  return typeof subject === 'object' && subject !== null && 'sampledAt' in subject
}

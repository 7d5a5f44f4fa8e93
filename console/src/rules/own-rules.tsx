import type { OwnRule } from '@countersign/api/rule'
import { NativeSelect } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import { api } from '../api/client.ts'
import { tenantsQuery } from '../api/queries.ts'
import { useRefusal } from '../api/rights.ts'
import { useAsked } from '../routes/asked.ts'
import type { Column, RowAction } from '../rows/column.ts'
import { DataTable } from '../rows/data-table.tsx'
import tableCss from '../rows/table.module.css'
import { EmptyWords } from '../shell/empty-words.tsx'
import { say, sayFailed } from '../shell/notices.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { OwnRuleEditor } from './own-rule-editor.tsx'
import { ownRulesQuery } from './own-rule-queries.ts'
import type { RuleSearch } from './rule-search.ts'
import css from './rules.module.css'

/** Rules, correlations and filters that one tenant has for itself. */
export function OwnRules({ search }: { readonly search: RuleSearch }) {
  const { data: tenants = [] } = useQuery(tenantsQuery)
  const tenantId = search.tenant ?? tenants[0]?.id ?? ''
  const { data: rules } = useQuery(ownRulesQuery(tenantId))
  const { asked, ask, close } = useAsked(['create', 'change'])
  useOwnRuleActions(ask)
  const edited = rules?.find(({ id }) => id === asked?.id)
  if (asked?.kind === 'create' || edited !== undefined)
    return (
      <OwnRuleEditor
        key={edited?.id ?? 'new'}
        tenantId={tenantId}
        rule={asked?.kind === 'create' ? undefined : edited}
        onClose={close}
      />
    )
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section className={tableCss.scroll} tabIndex={0} aria-label="Own rules of a tenant">
      <Head search={search} tenantId={tenantId} />
      <OwnRuleTable tenantId={tenantId} />
    </section>
  )
}

function useOwnRuleActions(ask: (kind: 'create' | 'change', id?: string) => void): void {
  const refusal = useRefusal('rule.write')
  const remove = useRemoval()
  useActions({
    'own-rule.create': { run: () => ask('create'), blocked: refusal },
    'own-rule.change': { run: (subject) => isOwnRule(subject) && ask('change', subject.id) },
    ...(refusal === undefined
      ? { 'own-rule.remove': { run: (subject) => isOwnRule(subject) && remove.mutate(subject) } }
      : {}),
  })
}

function isOwnRule(subject: unknown): subject is OwnRule {
  return typeof subject === 'object' && subject !== null && 'changedBy' in subject
}

function Head({ search, tenantId }: { readonly search: RuleSearch; readonly tenantId: string }) {
  const { data: tenants = [] } = useQuery(tenantsQuery)
  const navigate = useNavigate()
  return (
    <div className={css.ownHead}>
      <NativeSelect
        size="xs"
        aria-label="Tenant"
        value={tenantId}
        onChange={(event) =>
          void navigate({ to: '/rules', search: { ...search, tenant: event.currentTarget.value } })
        }
        data={tenants.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <ActionButton action="own-rule.create" variant="filled" />
    </div>
  )
}

const columns: readonly Column<OwnRule>[] = [
  {
    id: 'title',
    name: 'Title',
    cell: ({ title }) => <LogText text={title} max={160} />,
    sortBy: ({ title }) => title,
  },
  { id: 'kind', name: 'Kind', cell: ({ kind }) => kind },
  {
    id: 'changed',
    name: 'Changed',
    cell: ({ changedAt, changedBy }) => (
      <>
        <Instant at={changedAt} /> by <LogText text={changedBy} max={60} />
      </>
    ),
  },
]

const actions: readonly RowAction<OwnRule>[] = [
  { id: 'own-rule.change', word: 'Edit' },
  { id: 'own-rule.remove', word: 'Remove', ends: true },
]

function OwnRuleTable({ tenantId }: { readonly tenantId: string }) {
  const { data: rules, error, refetch } = useQuery(ownRulesQuery(tenantId))
  return (
    <DataTable<OwnRule>
      name="Own rules"
      reading="Reading the own rules…"
      rows={rules}
      error={error}
      onRetry={() => void refetch()}
      empty={<EmptyWords of="own-rules.none" />}
      columns={columns}
      actions={actions}
      keyOf={({ id }) => id}
      nameOf={({ title }) => title}
    />
  )
}

function useRemoval() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ tenantId, id }: OwnRule) =>
      api.call('DELETE /api/tenants/{tenantId}/own-rules/{ruleId}', {
        path: { tenantId, ruleId: id },
        action: 'own-rule.remove',
      }),
    onSuccess: (_, { kind }) => say(`${kind === 'filter' ? 'Filter' : 'Rule'} removed`),
    onError: sayFailed,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['own-rules'] }),
        client.invalidateQueries({ queryKey: ['rules'] }),
      ]),
  })
}

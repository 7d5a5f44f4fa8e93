import type { OwnRule } from '@countersign/api/rule'
import { Button, NativeSelect } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import { api } from '../api/client.ts'
import { tenantsQuery } from '../api/queries.ts'
import { useRefusal } from '../api/rights.ts'
import listCss from '../rows/list-page.module.css'
import tableCss from '../rows/table.module.css'
import { Empty } from '../shell/empty.tsx'
import { Failure } from '../shell/failure.tsx'
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
  const navigate = useNavigate()
  const [edited, setEdited] = useState<OwnRule | 'new'>()
  const tenantId = search.tenant ?? tenants[0]?.id ?? ''
  useActions({
    'own-rule.create': { run: () => setEdited('new'), blocked: useRefusal('rule.write') },
  })
  if (edited !== undefined)
    return (
      <OwnRuleEditor
        tenantId={tenantId}
        rule={edited === 'new' ? undefined : edited}
        onClose={() => setEdited(undefined)}
      />
    )
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section className={tableCss.scroll} tabIndex={0} aria-label="Own rules">
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
      <OwnRuleTable tenantId={tenantId} onEdit={setEdited} />
    </section>
  )
}

function OwnRuleTable(props: { readonly tenantId: string; readonly onEdit: (rule: OwnRule) => void }) {
  const { tenantId } = props
  const { data: rules, error, refetch } = useQuery(ownRulesQuery(tenantId))
  if (error !== null) return <Failure error={error} onRetry={() => void refetch()} />
  if (rules === undefined) return <p className={listCss.reading}>Reading the own rules…</p>
  if (rules.length === 0)
    return (
      <Empty title="This tenant has no rules of its own">
        A rule finds what only this tenant minds. A filter keeps a rule of a pack quiet about what is usual
        here.
      </Empty>
    )
  return (
    <table className={css.table} aria-label="Own rules">
      <thead>
        <tr>
          <th scope="col">Title</th>
          <th scope="col">Kind</th>
          <th scope="col" data-column="author">
            Changed
          </th>
          <th scope="col">
            <span className="visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rules.map((rule) => (
          <tr key={rule.id}>
            <td>
              <LogText text={rule.title} max={160} />
            </td>
            <td>{rule.kind}</td>
            <td data-column="author">
              <Instant at={rule.changedAt} /> by <LogText text={rule.changedBy} max={60} />
            </td>
            <td>
              <Ways rule={rule} onEdit={() => props.onEdit(rule)} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Ways({ rule, onEdit }: { readonly rule: OwnRule; readonly onEdit: () => void }) {
  const client = useQueryClient()
  const refusal = useRefusal('rule.write')
  const remove = useMutation({
    mutationFn: () =>
      api.call('DELETE /api/tenants/{tenantId}/own-rules/{ruleId}', {
        path: { tenantId: rule.tenantId, ruleId: rule.id },
        action: 'own-rule.remove',
      }),
    onSuccess: () => say(`${rule.kind === 'filter' ? 'Filter' : 'Rule'} removed`),
    onError: sayFailed,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['own-rules'] }),
        client.invalidateQueries({ queryKey: ['rules'] }),
      ]),
  })
  return (
    <span className={listCss.panelHead}>
      <Button variant="default" size="compact-xs" onClick={onEdit} aria-label={`Edit ${rule.title}`}>
        Edit
      </Button>
      {refusal === undefined ? (
        <Button
          variant="default"
          size="compact-xs"
          loading={remove.isPending}
          onClick={() => remove.mutate()}
          aria-label={`Remove ${rule.title}`}
        >
          Remove
        </Button>
      ) : null}
    </span>
  )
}

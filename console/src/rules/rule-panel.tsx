import type { RuleDetail } from '@countersign/api/rule'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import { api } from '../api/client.ts'
import { ruleQuery, tenantsQuery } from '../api/queries.ts'
import { useRefusal } from '../api/rights.ts'
import listCss from '../rows/list-page.module.css'
import { Failure } from '../shell/failure.tsx'
import { copyText, say, sayFailed } from '../shell/notices.tsx'
import { Severity } from '../shell/severity.tsx'
import { TenantChip } from '../shell/tenant-chip.tsx'
import { usePanelFocus } from '../shell/use-panel-focus.ts'
import { LogText } from '../text/log-text.tsx'
import type { RuleSearch } from './rule-search.ts'
import css from './rules.module.css'

/** One rule: why it exists, who it is by, its text, and for which tenants it runs. */
export function RulePanel({ ruleId, search }: { readonly ruleId: string; readonly search: RuleSearch }) {
  const { data: rule, error, refetch } = useQuery(ruleQuery(ruleId))
  const navigate = useNavigate()
  const focus = usePanelFocus(ruleId)
  useActions({
    'rules.close': { run: () => void navigate({ to: '/rules', search: { ...search, open: undefined } }) },
    ...(rule === undefined ? {} : { 'rules.copy': { run: () => void copyText(rule.yaml, 'Rule') } }),
  })
  return (
    <aside {...focus} className={listCss.panel} aria-label="Rule">
      <header className={listCss.panelHead}>
        <span className="mono quiet cut">
          <LogText text={ruleId} max={80} />
        </span>
        <span className={listCss.grow} />
        <ActionButton action="rules.copy" size="compact-xs" />
        <ActionButton action="rules.close" size="compact-xs">
          Close
        </ActionButton>
      </header>
      {error !== null ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : rule === undefined ? (
        <p className="quiet">Reading the rule…</p>
      ) : (
        <Rule rule={rule} />
      )}
    </aside>
  )
}

function Rule({ rule }: { readonly rule: RuleDetail }) {
  return (
    <>
      <h2>
        <LogText text={rule.title} max={300} />
      </h2>
      <p className={listCss.panelHead}>
        <Severity level={rule.level} />
        <span>
          by <LogText text={rule.author ?? 'an unnamed author'} max={120} /> ·{' '}
          <LogText text={rule.license ?? 'no licence stated'} max={80} />
        </span>
        <Link to="/queue" search={{ text: rule.title }}>
          Its incidents
        </Link>
      </p>
      {rule.description === null ? null : (
        <p>
          <LogText text={rule.description} />
        </p>
      )}
      <Lines title="Harmless causes, as the author names them" lines={rule.falsePositives} />
      <Lines title="References" lines={rule.references} />
      <Tenants rule={rule} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard */}
      <section className={css.code} tabIndex={0} aria-label="Text of the rule">
        <pre>
          <LogText text={rule.yaml} lines />
        </pre>
      </section>
      <p className="mono quiet">
        <LogText text={`${rule.pack}: ${rule.path}`} max={300} /> sha256 {rule.contentHash.slice(0, 16)}
      </p>
    </>
  )
}

function Lines({ title, lines }: { readonly title: string; readonly lines: readonly string[] }) {
  if (lines.length === 0) return null
  return (
    <div>
      <h3>{title}</h3>
      <ul className={css.lines}>
        {lines.map((line) => (
          <li key={line}>
            <LogText text={line} max={400} />
          </li>
        ))}
      </ul>
    </div>
  )
}

/** A switch for each tenant the rule can run for: shown as asked at once, and as it was when the server refuses. */
function Tenants({ rule }: { readonly rule: RuleDetail }) {
  const { data: tenants = [] } = useQuery(tenantsQuery)
  const refusal = useRefusal('rule.write')
  const { asked, ask } = useRuleSwitch(rule.id)
  const isOn = (tenantId: string) => asked.get(tenantId) ?? !(rule.disabledFor ?? []).includes(tenantId)
  const shown = tenants.filter(({ id }) => rule.tenantId === undefined || rule.tenantId === id)
  return (
    <fieldset className={css.tenants} disabled={refusal !== undefined}>
      <legend>Runs for</legend>
      {shown.map(({ id }) => (
        <label key={id}>
          <input
            type="checkbox"
            checked={isOn(id)}
            onChange={(event) => ask(id, event.currentTarget.checked)}
          />
          <TenantChip tenantId={id} />
        </label>
      ))}
      {refusal === undefined ? null : <p className="quiet">{refusal}</p>}
    </fieldset>
  )
}

/**
 * Switches a rule for a tenant. What was asked is held here, set within the click: a mutation's own state comes a
 * task later, and in between the box would jump back.
 */
function useRuleSwitch(ruleId: string) {
  const [asked, setAsked] = useState<ReadonlyMap<string, boolean>>(new Map())
  const client = useQueryClient()
  const change = useMutation({
    mutationFn: ({ tenantId, enabled }: { tenantId: string; enabled: boolean }) =>
      api.call('PUT /api/tenants/{tenantId}/rules/{ruleId}', {
        path: { tenantId, ruleId },
        body: { enabled },
        action: 'rules.switch',
      }),
    onSuccess: (_, { tenantId, enabled }) => say(`The rule is ${enabled ? 'on' : 'off'} for ${tenantId}`),
    onError: sayFailed,
    onSettled: async (_, __, { tenantId }) => {
      await Promise.all([
        client.invalidateQueries({ queryKey: ['rule', ruleId] }),
        client.invalidateQueries({ queryKey: ['rules'] }),
      ])
      setAsked((before) => new Map([...before].filter(([id]) => id !== tenantId)))
    },
  })
  return {
    asked,
    ask: (tenantId: string, enabled: boolean) => {
      setAsked((before) => new Map(before).set(tenantId, enabled))
      change.mutate({ tenantId, enabled })
    },
  }
}

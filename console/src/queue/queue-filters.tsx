import { Button, Menu, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { ActionButton } from '../actions/action-button.tsx'
import { Keys } from '../actions/keys.tsx'
import { useActions } from '../actions/use-actions.ts'
import { tenantsQuery } from '../api/queries.ts'
import { SeverityMark } from '../shell/severity.tsx'
import { TenantChip } from '../shell/tenant-chip.tsx'
import { countWords } from '../text/time-words.ts'
import css from './queue.module.css'
import { type QueueSearch, savedViews, severities } from './queue-search.ts'

const typingPauseMs = 180

export function QueueFilters({
  search,
  counts,
}: {
  readonly search: QueueSearch
  readonly counts: Readonly<Record<string, number>>
}) {
  return (
    <div className={css.filters}>
      <Views search={search} />
      <Severities search={search} counts={counts} />
      <span className={css.grow} />
      <TenantFilter
        chosen={search.tenant ?? []}
        linkOf={(tenant) => ({ ...search, tenant: tenant.length === 0 ? undefined : tenant })}
      />
      <TextFilter search={search} />
      <ActionButton action="queue.clear-filters" variant="subtle">
        Clear
      </ActionButton>
    </div>
  )
}

function Views({ search }: { readonly search: QueueSearch }) {
  const current = JSON.stringify({ severity: search.severity, status: search.status })
  return (
    <nav className={css.views} aria-label="Views">
      {savedViews.map((view) => {
        const { tenant, text } = search
        const here =
          JSON.stringify({ severity: view.search.severity, status: view.search.status }) === current
        return (
          <Link
            key={view.name}
            to="/queue"
            search={{ ...view.search, tenant, text }}
            data-here={here || undefined}
            aria-current={here ? 'true' : undefined}
          >
            {view.name}
          </Link>
        )
      })}
    </nav>
  )
}

function Severities({
  search,
  counts,
}: {
  readonly search: QueueSearch
  readonly counts: Readonly<Record<string, number>>
}) {
  return (
    <nav className={css.severities} aria-label="Severity">
      {severities.map((level) => {
        const here = search.severity === level
        return (
          <Link
            key={level}
            to="/queue"
            search={{ ...search, severity: here ? undefined : level }}
            data-here={here || undefined}
            aria-current={here ? 'true' : undefined}
            aria-label={`${level}: ${counts[level] ?? 0} open`}
            title={`${level}: ${counts[level] ?? 0} open`}
          >
            <SeverityMark level={level} />
            <span className="number">{countWords(counts[level] ?? 0)}</span>
          </Link>
        )
      })}
    </nav>
  )
}

/** Chooses tenants by their chips; none chosen means all. */
export function TenantFilter(props: {
  readonly chosen: readonly string[]
  readonly linkOf: (tenant: readonly string[]) => Record<string, unknown>
}) {
  const { data: tenants = [] } = useQuery(tenantsQuery)
  const navigate = useNavigate()
  const { chosen } = props
  const choose = (tenant: readonly string[]) =>
    void navigate({ to: '.', search: props.linkOf(tenant) as never })
  return (
    <Menu closeOnItemClick={false} position="bottom-end" shadow="md">
      <Menu.Target>
        <Button variant="default" aria-label={`Tenants: ${chosen.length === 0 ? 'all' : chosen.join(', ')}`}>
          {chosen.length === 0 ? (
            `All ${tenants.length} tenants`
          ) : (
            <span className={css.chosen}>
              {chosen.slice(0, 2).map((id) => (
                <TenantChip key={id} tenantId={id} />
              ))}
              {chosen.length > 2 ? `+${chosen.length - 2}` : ''}
            </span>
          )}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={css.tenants}>
        <Menu.Item onClick={() => choose([])}>All tenants</Menu.Item>
        {tenants.map(({ id }) => (
          <Menu.Item
            key={id}
            role="menuitemcheckbox"
            aria-checked={chosen.includes(id)}
            rightSection={chosen.includes(id) ? '✓' : ' '}
            onClick={() =>
              choose(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id])
            }
          >
            <TenantChip tenantId={id} />
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function TextFilter({ search }: { readonly search: QueueSearch }) {
  const navigate = useNavigate()
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(search.text ?? '')
  useEffect(() => setText(search.text ?? ''), [search.text])
  useActions({ 'queue.filter-text': { run: () => input.current?.select() } })
  useEffect(() => {
    if (text === (search.text ?? '')) return
    const timer = setTimeout(() => {
      void navigate({
        to: '/queue',
        search: { ...search, text: text === '' ? undefined : text },
        replace: true,
      })
    }, typingPauseMs)
    return () => clearTimeout(timer)
  }, [text, search, navigate])
  return (
    <TextInput
      ref={input}
      className={css.text}
      aria-label="Filter by text"
      placeholder="Filter by text, identity, host"
      value={text}
      rightSection={<Keys keys="/" />}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape' || event.key === 'Enter') event.currentTarget.blur()
      }}
    />
  )
}

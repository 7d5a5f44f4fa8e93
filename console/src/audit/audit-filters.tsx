import type { AuditEntry } from '@countersign/api/audit'
import { NativeSelect, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import listCss from '../rows/list-page.module.css'
import { say, sayFailed } from '../shell/notices.tsx'
import { SearchText } from '../shell/search-text.tsx'
import { TenantFilter } from '../shell/tenant-filter.tsx'
import { countWords } from '../text/time-words.ts'
import { auditEntries } from './audit-query.ts'
import { type AuditSearch, auditOutcomes, dayOf, endOfDay, startOfDay } from './audit-search.ts'

/** What the trail is narrowed to; all of it is in the address. */
export function AuditFilters(props: {
  readonly search: AuditSearch
  readonly entries: readonly AuditEntry[] | undefined
}) {
  const { search } = props
  const navigate = useNavigate()
  const go = (next: Partial<AuditSearch>) =>
    void navigate({ to: '/audit', search: { ...search, ...next }, replace: true })
  useExport(search)
  return (
    <header className={listCss.head}>
      <h1>Audit trail</h1>
      <span className={listCss.grow} />
      <Days search={search} onGo={go} />
      <Who search={search} entries={props.entries ?? []} onGo={go} />
      <NativeSelect
        size="xs"
        aria-label="Outcome"
        value={search.outcome ?? ''}
        data={[{ value: '', label: 'Any outcome' }, ...auditOutcomes]}
        onChange={(event) =>
          go({ outcome: auditOutcomes.find((each) => each === event.currentTarget.value) })
        }
      />
      <SearchText
        action="audit.filter-action"
        label="Action, or its beginning"
        text={search.action}
        onText={(action) => go({ action })}
      />
      <TenantFilter
        chosen={search.tenant ?? []}
        linkOf={(tenant) => ({ ...search, tenant: tenant.length === 0 ? undefined : tenant })}
      />
      <ActionButton action="audit.export">Export</ActionButton>
    </header>
  )
}

type Go = (next: Partial<AuditSearch>) => void

/** Whole days in UTC, both included. */
function Days({ search, onGo }: { readonly search: AuditSearch; readonly onGo: Go }) {
  return (
    <>
      <TextInput
        size="xs"
        type="date"
        aria-label="From this day (UTC)"
        value={search.from === undefined ? '' : dayOf(search.from)}
        onChange={(event) => onGo({ from: startOfDay(event.currentTarget.value) })}
      />
      <TextInput
        size="xs"
        type="date"
        aria-label="To this day (UTC)"
        value={search.to === undefined ? '' : dayOf(search.to)}
        onChange={(event) => onGo({ to: endOfDay(event.currentTarget.value) })}
      />
    </>
  )
}

/** People and keys that the entries on the page name; a link in a row chooses its own as well. */
function Who(props: {
  readonly search: AuditSearch
  readonly entries: readonly AuditEntry[]
  readonly onGo: Go
}) {
  const { actor } = props.search
  const names = new Map(
    props.entries
      .filter((entry) => entry.actor.kind !== 'unknown')
      .map((entry) => [entry.actor.id, entry.actor.name.slice(0, 60)]),
  )
  if (actor !== undefined && !names.has(actor)) names.set(actor, actor.slice(0, 60))
  return (
    <NativeSelect
      size="xs"
      aria-label="Who"
      value={actor ?? ''}
      data={[{ value: '', label: 'Anybody' }, ...[...names].map(([value, label]) => ({ value, label }))]}
      onChange={(event) => props.onGo({ actor: event.currentTarget.value || undefined })}
    />
  )
}

function useExport(search: AuditSearch): void {
  const { mutate, isPending } = useMutation({
    mutationFn: () => auditEntries(search),
    onSuccess: ({ entries, isCut }) => {
      download('audit.ndjson', entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''))
      say(`${countWords(entries.length)} entries exported${isCut ? ', the newest of more' : ''}`)
    },
    onError: sayFailed,
  })
  useActions({
    'audit.export': { run: () => mutate(), blocked: isPending ? 'An export is being made.' : undefined },
  })
}

function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/x-ndjson' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}

import type { HandOverPage as Page } from '@countersign/api/incident-work'
import { Button } from '@mantine/core'
import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { api } from '../api/client.ts'
import { NoteText } from '../incident/notes.tsx'
import { useTitle } from '../settings/use-title.ts'
import { useWords } from '../settings/use-words.ts'
import { Empty } from '../shell/empty.tsx'
import { Failure } from '../shell/failure.tsx'
import { Severity } from '../shell/severity.tsx'
import { TenantChip } from '../shell/tenant-chip.tsx'
import { TenantFilter } from '../shell/tenant-filter.tsx'
import { usePlaceName } from '../shell/use-place-name.ts'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import css from './hand-over.module.css'

const handOverQuery = (tenant: readonly string[] | undefined) =>
  infiniteQueryOptions({
    queryKey: ['hand-over', tenant],
    queryFn: ({ pageParam, signal }) =>
      api.call('GET /api/hand-over', { query: { tenant, cursor: pageParam }, signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  })

/** What the next shift takes over: every open incident in the order of the queue, with what was written last. */
export function HandOverPage() {
  const { tenant } = useSearch({ from: '/signed-in/hand-over' })
  const query = useInfiniteQuery(handOverQuery(tenant))
  const name = usePlaceName('/hand-over')
  useTitle(name)
  const say = useWords()
  const items = query.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <div className={css.page}>
      <header className={css.head}>
        <h1>{name}</h1>
        <p className="quiet">{say('hand-over.note')}</p>
        <span className={css.grow} />
        <TenantFilter
          chosen={tenant ?? []}
          linkOf={(chosen) => ({ tenant: chosen.length === 0 ? undefined : chosen })}
        />
        <Button variant="default" onClick={() => window.print()}>
          Print
        </Button>
      </header>
      {query.isError && items.length === 0 ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : query.isPending ? (
        <p className={css.reading}>Reading the incidents…</p>
      ) : items.length === 0 ? (
        <Empty isGood title="Nothing is open">
          There is nothing to hand over{tenant === undefined ? '' : ' for the chosen tenants'}.
        </Empty>
      ) : (
        <Items items={items} />
      )}
      {query.hasNextPage ? (
        <Button
          variant="default"
          className={css.more}
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          More
        </Button>
      ) : null}
    </div>
  )
}

function Items({ items }: { readonly items: Page['items'] }) {
  return (
    <ol className={css.items}>
      {items.map(({ incident, note }) => (
        <li key={`${incident.tenantId}/${incident.incidentId}`}>
          <p className={css.line}>
            <Severity level={incident.severity} />
            <TenantChip tenantId={incident.tenantId} />
            <span className="quiet">
              {incident.status === 'new' ? 'new' : 'in progress'},{' '}
              <LogText text={incident.assignee ?? 'nobody'} max={60} />, last <Instant at={incident.lastAt} />
            </span>
          </p>
          <h2>
            <Link to="/incidents/$tenantId/$incidentId" params={incident} search={{}} preload={false}>
              <LogText text={incident.title} max={240} />
            </Link>
          </h2>
          {note === null ? (
            <p className="quiet">No note.</p>
          ) : (
            <div className={css.note} data-hand-over={note.handOver || undefined}>
              <NoteText text={note.text} />
              <span className="quiet">
                <LogText text={note.author} max={60} />, <Instant at={note.at} look="age" />
                {note.handOver ? ' · for the next shift' : ''}
              </span>
            </div>
          )}
        </li>
      ))}
    </ol>
  )
}

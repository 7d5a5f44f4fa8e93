import type { Source, UnparsedLine } from '@countersign/api/source'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import { api } from '../api/client.ts'
import { unparsedQuery } from '../api/queries.ts'
import { useRefusal } from '../api/rights.ts'
import listCss from '../rows/list-page.module.css'
import { Failure } from '../shell/failure.tsx'
import { say, sayFailed } from '../shell/notices.tsx'
import { TenantChip } from '../shell/tenant-chip.tsx'
import { usePanelFocus } from '../shell/use-panel-focus.ts'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { countWords, plural } from '../text/time-words.ts'
import { Formats } from './formats.tsx'
import type { SourceSearch } from './source-search.ts'
import css from './sources.module.css'

const rawMaxChars = 1_200

/** One source: its numbers, and the lines that could not be parsed, kept as they came, each with its reason. */
export function SourcePanel({ source, search }: { readonly source: Source; readonly search: SourceSearch }) {
  const { data: lines, error, refetch } = useQuery(unparsedQuery(source.tenantId, source.id))
  const navigate = useNavigate()
  const focus = usePanelFocus(source.id)
  const waiting = (lines ?? []).filter((line) => line.replayedAt === null).length
  const replay = useReplay(source)
  const noReplay = useRefusal('source.replay')
  useActions({
    'source.close': {
      run: () => void navigate({ to: '/sources', search: { ...search, open: undefined } }),
    },
    'source.replay': {
      run: () => replay.mutate(),
      blocked: noReplay ?? (waiting === 0 ? 'No line waits to be read again.' : undefined),
    },
  })
  return (
    <aside {...focus} className={listCss.panel} aria-label="Source">
      <header className={listCss.panelHead}>
        <TenantChip tenantId={source.tenantId} />
        <strong className={listCss.grow}>
          <LogText text={source.name} max={80} />
        </strong>
        {source.revokedAt === null ? (
          <ActionButton action="source.revoke" subject={source} size="compact-xs">
            Revoke
          </ActionButton>
        ) : null}
        <ActionButton action="source.close" size="compact-xs">
          Close
        </ActionButton>
      </header>
      <SourceFacts source={source} />
      <div className={listCss.panelHead}>
        <h2>Lines that were not parsed</h2>
        <span className={listCss.grow} />
        <ActionButton action="source.replay" size="compact-xs" loading={replay.isPending} />
      </div>
      {error !== null ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : lines === undefined ? (
        <p className="quiet">Reading the lines…</p>
      ) : lines.length === 0 ? (
        <p className="quiet">
          Every line of this source was parsed. Lines that are not would be kept here with the reason, to be
          read again after a fix.
        </p>
      ) : (
        <Lines lines={lines} waiting={waiting} />
      )}
    </aside>
  )
}

function SourceFacts({ source }: { readonly source: Source }) {
  return (
    <dl className={css.facts}>
      <dt>Last seen</dt>
      <dd>
        {source.lastSeenAt === null ? 'it has never sent' : <Instant at={source.lastSeenAt} />}
        {source.revokedAt === null ? null : (
          <>
            , revoked <Instant at={source.revokedAt} />
          </>
        )}
      </dd>
      <dt>Events</dt>
      <dd className="number">
        {countWords(source.eventsLastHour)} in the last hour, {countWords(source.eventsLastDay)} in the last
        day
      </dd>
      <dt>Recognised as</dt>
      <dd>
        <Formats source={source} />
      </dd>
      <dt>Key</dt>
      <dd>
        <span className="mono">{source.keyPrefix}…</span> created <Instant at={source.createdAt} />
      </dd>
    </dl>
  )
}

function useReplay(source: Source) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () =>
      api.call('POST /api/tenants/{tenantId}/sources/{sourceId}/unparsed/replay', {
        path: { tenantId: source.tenantId, sourceId: source.id },
        action: 'source.replay',
      }),
    onSuccess: ({ read, nowParsed, stillUnparsed }) => {
      say(`${plural(read, 'line')} read again: ${nowParsed} parsed now, ${stillUnparsed} still not`)
      return Promise.all([
        client.invalidateQueries({ queryKey: ['unparsed', source.tenantId, source.id] }),
        client.invalidateQueries({ queryKey: ['sources'] }),
      ])
    },
    onError: sayFailed,
  })
}

function Lines({ lines, waiting }: { readonly lines: readonly UnparsedLine[]; readonly waiting: number }) {
  return (
    <>
      <p className="quiet number">
        {plural(lines.length, 'line')}, newest first; {waiting} not read again yet. Nothing is dropped.
      </p>
      <ol className={css.lines}>
        {lines.map((line) => (
          <li key={line.id}>
            <p className={css.lineHead}>
              <span className={css.reason}>
                <LogText text={line.reason} max={80} />
              </span>
              <Instant at={line.receivedAt} />
              {line.replayedAt === null ? null : (
                <span className={css.replayed}>
                  ✓ parsed <Instant at={line.replayedAt} look="age" /> ago
                </span>
              )}
            </p>
            <p className={css.detail}>
              <LogText text={line.detail} max={400} />
            </p>
            <pre className={css.raw}>
              <LogText text={line.raw} max={rawMaxChars} lines />
            </pre>
          </li>
        ))}
      </ol>
    </>
  )
}

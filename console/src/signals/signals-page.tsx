import type { SignalSource } from '@countersign/api/signal'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import { useRefusal } from '../api/rights.ts'
import { AreaHead } from '../identities/area-head.tsx'
import { useAsked } from '../routes/asked.ts'
import listCss from '../rows/list-page.module.css'
import { NoTenantYet } from '../settings/no-tenant-yet.tsx'
import { NotForYou } from '../settings/not-for-you.tsx'
import { TenantChoice } from '../settings/tenant-choice.tsx'
import { useTenantShown } from '../settings/use-tenant-shown.ts'
import { useTitle } from '../settings/use-title.ts'
import { EmptyWords } from '../shell/empty-words.tsx'
import { signalSourcesQuery } from './signal-queries.ts'
import type { SignalSearch } from './signal-search.ts'
import { receivedTerm } from './signal-words.ts'
import { EditSignalSource, RemoveSignalSource } from './source-dialogs.tsx'
import { SignalSourceTable } from './source-table.tsx'
import { Streams } from './streams.tsx'

/** Who tells us that a session, a credential or a risk changed, and whom we tell. */
export function SignalsPage() {
  const search = useSearch({ from: '/signed-in/identities/signals' })
  const refusal = useRefusal('signal.read')
  const tenantId = useTenantShown(search.tenant)
  useTitle('Signals')
  if (refusal !== undefined) return <NotForYou refusal={refusal} />
  if (tenantId === undefined) return <NoTenantYet>Signals are told of one tenant.</NoTenantYet>
  return <SignalsOf key={tenantId} tenantId={tenantId} search={search} />
}

function SignalsOf({ tenantId, search }: { readonly tenantId: string; readonly search: SignalSearch }) {
  const navigate = useNavigate()
  return (
    <>
      <AreaHead title="Signals">
        <TenantChoice
          chosen={tenantId}
          onChoose={(tenant) => void navigate({ to: '/identities/signals', search: { tenant } })}
        />
        <ActionButton action="signal-source.create" variant="filled" />
      </AreaHead>
      <Views tenantId={tenantId} search={search} />
      {search.show === 'streams' ? <Streams tenantId={tenantId} /> : <Sources tenantId={tenantId} />}
    </>
  )
}

const views = [
  { show: undefined, name: 'Who tells us' },
  { show: 'streams', name: 'Whom we tell' },
] as const

function Views({ tenantId, search }: { readonly tenantId: string; readonly search: SignalSearch }) {
  return (
    <div className={listCss.head}>
      <nav className={listCss.tabs} aria-label="Which way">
        {views.map(({ show, name }) => (
          <Link
            key={name}
            to="/identities/signals"
            search={{ tenant: search.tenant, show }}
            data-here={search.show === show || undefined}
            aria-current={search.show === show ? 'true' : undefined}
            preload={false}
          >
            {name}
          </Link>
        ))}
      </nav>
      <Link to="/events" search={{ tenant: [tenantId], q: receivedTerm, last: '30d' }} preload={false}>
        What was received, as events
      </Link>
    </div>
  )
}

function Sources({ tenantId }: { readonly tenantId: string }) {
  const { data: sources } = useQuery(signalSourcesQuery(tenantId))
  const { asked, close } = useSourceDialogs()
  const source = sources?.find(({ id }) => id === asked?.id)
  return (
    <>
      <SignalSourceTable tenantId={tenantId} empty={<NoSources />} />
      {asked?.kind === 'create' ? (
        <EditSignalSource tenantId={tenantId} onClose={close} />
      ) : asked === undefined || source === undefined ? null : asked.kind === 'change' ? (
        <EditSignalSource key={source.id} tenantId={tenantId} source={source} onClose={close} />
      ) : (
        <RemoveSignalSource key={source.id} tenantId={tenantId} source={source} onClose={close} />
      )}
    </>
  )
}

function useSourceDialogs() {
  const { asked, ask, close } = useAsked(['create', 'change', 'remove'])
  const refusal = useRefusal('signal.write')
  const onSource = (kind: 'change' | 'remove') => ({
    run: (subject: unknown) => isSource(subject) && ask(kind, subject.id),
  })
  useActions(
    refusal === undefined
      ? {
          'signal-source.create': { run: () => ask('create') },
          'signal-source.change': onSource('change'),
          'signal-source.remove': onSource('remove'),
        }
      : {},
  )
  return { asked: refusal === undefined ? asked : undefined, close }
}

function isSource(subject: unknown): subject is SignalSource {
  return typeof subject === 'object' && subject !== null && 'pushEndpoint' in subject
}

function NoSources() {
  return (
    <EmptyWords of="signals.none" action={<ActionButton action="signal-source.create" variant="filled" />} />
  )
}

import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef } from 'react'
import { ActionButton } from '../actions/action-button.tsx'
import { Keys } from '../actions/keys.tsx'
import { Palette } from '../actions/palette.tsx'
import { useActions, useRegistry } from '../actions/use-actions.ts'
import { callApi } from '../api/client.ts'
import { followChanges } from '../api/live.ts'
import { sessionQuery } from '../api/queries.ts'
import { BrandMark } from '../settings/brand-mark.tsx'
import { brandQuery, ownName } from '../settings/brand-query.ts'
import { Connection, UtcClock } from './connection.tsx'
import { Notices } from './notices.tsx'
import css from './shell.module.css'

const Shortcuts = lazy(() =>
  import('../actions/shortcuts.tsx').then((module) => ({ default: module.Shortcuts })),
)

/** The frame of every page: where to go, who is signed in, whether the page is live. */
export function Shell() {
  const client = useQueryClient()
  useEffect(() => followChanges(client), [client])
  useShellActions()
  useFocusOnNewPage()
  return (
    <div className={css.shell}>
      <a href="#content" className={css.skip}>
        Skip to content
      </a>
      <TopBar />
      <main id="content" tabIndex={-1} className={css.content}>
        <Outlet />
      </main>
      <Palette />
      <Suspense>
        <Shortcuts />
      </Suspense>
      <Notices />
    </div>
  )
}

/** What had the focus is gone with its page: the content takes it, unless the new page has placed it already. */
function useFocusOnNewPage(): void {
  const pathname = useLocation({ select: (location) => location.pathname })
  const shown = useRef(pathname)
  useEffect(() => {
    if (shown.current === pathname) return
    shown.current = pathname
    if (document.activeElement === document.body) document.getElementById('content')?.focus()
  }, [pathname])
}

function useShellActions(): void {
  const navigate = useNavigate()
  const { setColorScheme } = useMantineColorScheme()
  const scheme = useComputedColorScheme('dark')
  useActions({
    'go.queue': { run: () => void navigate({ to: '/queue' }) },
    'go.hand-over': { run: () => void navigate({ to: '/hand-over' }) },
    'go.identities': { run: () => void navigate({ to: '/identities' }) },
    'go.tenants': { run: () => void navigate({ to: '/tenants' }) },
    'go.events': { run: () => void navigate({ to: '/events' }) },
    'go.sources': { run: () => void navigate({ to: '/sources' }) },
    'go.rules': { run: () => void navigate({ to: '/rules' }) },
    'go.people': { run: () => void navigate({ to: '/people' }) },
    'go.audit': { run: () => void navigate({ to: '/audit' }) },
    'go.account': { run: () => void navigate({ to: '/account' }) },
    'view.scheme': { run: () => setColorScheme(scheme === 'dark' ? 'light' : 'dark') },
    'session.sign-out': {
      run: () =>
        void callApi('/api/session', { method: 'DELETE', action: 'session.sign-out' })
          .catch(() => undefined)
          .then(() => window.location.assign('/sign-in')),
    },
  })
}

function TopBar() {
  const { data: brand } = useQuery(brandQuery)
  return (
    <header className={css.bar}>
      <Link to="/queue" className={css.brand} aria-label={`${brand?.name ?? ownName}, to the queue`}>
        <BrandMark size={22} />
      </Link>
      <nav className={css.nav} aria-label="Pages">
        <Link to="/queue">Queue</Link>
        <Link to="/hand-over">Hand-over</Link>
        <Link to="/events">Events</Link>
        <Link to="/identities">Identities</Link>
        <Link to="/tenants">Tenants</Link>
        <Link to="/sources">Sources</Link>
        <Link to="/rules">Rules</Link>
      </nav>
      <span className={css.gap} />
      <PaletteButton />
      <Connection />
      <UtcClock />
      <Person />
    </header>
  )
}

function PaletteButton() {
  const registry = useRegistry()
  return (
    <button type="button" className={css.palette} onClick={() => registry.run('view.palette')}>
      <span>Find an action</span>
      <Keys keys="mod+k" />
    </button>
  )
}

/** To the pages about the service: everybody has an account there, and some have more. */
function Administer() {
  return (
    <Link
      to="/account"
      className={css.gear}
      aria-label="Account and administration"
      title="Account and administration"
    >
      <svg width="15" height="15" viewBox="0 0 16 16" aria-hidden="true">
        <path
          d="M2 4.5h6M11.5 4.5H14M2 11.5h2.5M8 11.5h6"
          stroke="currentColor"
          strokeWidth="1.6"
          strokeLinecap="round"
        />
        <circle cx="9.7" cy="4.5" r="1.9" fill="none" stroke="currentColor" strokeWidth="1.6" />
        <circle cx="6.2" cy="11.5" r="1.9" fill="none" stroke="currentColor" strokeWidth="1.6" />
      </svg>
    </Link>
  )
}

function Person() {
  const { data } = useQuery(sessionQuery)
  return (
    <span className={css.person}>
      <Link to="/account" className={css.who} title="Your account">
        <span className="cut">{data?.person.name}</span>
        <span className="quiet">
          {data?.person.role} · {data?.region}
        </span>
      </Link>
      <Administer />
      <ActionButton action="session.sign-out" variant="subtle" px={8} className={css.signOut}>
        Sign out
      </ActionButton>
      <ActionButton action="view.scheme" variant="subtle" px={6} aria-label="Switch between dark and light">
        <svg width="15" height="15" viewBox="0 0 16 16" aria-hidden="true">
          <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" strokeWidth="1.6" />
          <path d="M8 1.8a6.2 6.2 0 0 1 0 12.4z" fill="currentColor" />
        </svg>
      </ActionButton>
    </span>
  )
}

import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Outlet, useLocation, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef } from 'react'
import { Palette } from '../actions/palette.tsx'
import { useActions } from '../actions/use-actions.ts'
import { api } from '../api/client.ts'
import { followChanges } from '../api/live.ts'
import { Notices } from './notices.tsx'
import css from './shell.module.css'
import { TopBar } from './top-bar.tsx'

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
    'go.inventory': { run: () => void navigate({ to: '/identities/inventory' }) },
    'go.who-can': { run: () => void navigate({ to: '/identities/who-can' }) },
    'go.configurations': { run: () => void navigate({ to: '/identities/configurations' }) },
    'go.mandates': { run: () => void navigate({ to: '/identities/mandates' }) },
    'go.signals': { run: () => void navigate({ to: '/identities/signals' }) },
    'go.compliance': { run: () => void navigate({ to: '/compliance' }) },
    'go.evidence': { run: () => void navigate({ to: '/evidence' }) },
    'go.triage': { run: () => void navigate({ to: '/triage' }) },
    'go.tenants': { run: () => void navigate({ to: '/tenants' }) },
    'go.events': { run: () => void navigate({ to: '/events' }) },
    'go.sources': { run: () => void navigate({ to: '/sources' }) },
    'go.rules': { run: () => void navigate({ to: '/rules' }) },
    'go.people': { run: () => void navigate({ to: '/people' }) },
    'go.audit': { run: () => void navigate({ to: '/audit' }) },
    'go.settings': { run: () => void navigate({ to: '/settings' }) },
    'go.account': { run: () => void navigate({ to: '/account' }) },
    'view.scheme': { run: () => setColorScheme(scheme === 'dark' ? 'light' : 'dark') },
    'session.sign-out': {
      run: () =>
        void api
          .call('DELETE /api/session', { action: 'session.sign-out' })
          .catch(() => undefined)
          .then(() => window.location.assign('/sign-in')),
    },
  })
}

import { useQuery } from '@tanstack/react-query'
import { Link, Outlet } from '@tanstack/react-router'
import { sessionQuery } from '../api/queries.ts'
import css from './administration.module.css'
import { entriesFor } from './settings-entries.ts'

/** The frame of the pages that are about the service and not about incidents. */
export function Administration() {
  const { data: session } = useQuery(sessionQuery)
  return (
    <div className={css.frame}>
      <nav className={css.side} aria-label="Settings">
        <Link to="/settings" activeOptions={{ exact: true }}>
          Settings
        </Link>
        {entriesFor(session?.rights ?? []).map(({ to, name }) => (
          <Link key={to} to={to}>
            {name}
          </Link>
        ))}
      </nav>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard */}
      <div className={css.body} tabIndex={0}>
        <Outlet />
      </div>
    </div>
  )
}

import type { Right } from '@countersign/api/person'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet } from '@tanstack/react-router'
import { sessionQuery } from '../api/queries.ts'
import css from './administration.module.css'

type Entry = {
  readonly to: string
  readonly name: string
  /** One of these is enough; none named: everybody. */
  readonly rights: readonly Right[]
}

const entries: readonly Entry[] = [
  { to: '/account', name: 'Your account', rights: [] },
  { to: '/people', name: 'People', rights: ['operator-people.read', 'tenant-people.read'] },
  { to: '/keys', name: 'API keys', rights: ['api-key.read'] },
  { to: '/audit', name: 'Audit trail', rights: ['audit.read'] },
]

/** The frame of the pages that are about the service and not about incidents. */
export function Administration() {
  const { data: session } = useQuery(sessionQuery)
  const rights = new Set(session?.rights)
  const shown = entries.filter(
    (entry) => entry.rights.length === 0 || entry.rights.some((right) => rights.has(right)),
  )
  return (
    <div className={css.frame}>
      <nav className={css.side} aria-label="Administration">
        {shown.map(({ to, name }) => (
          <Link key={to} to={to}>
            {name}
          </Link>
        ))}
      </nav>
      <div className={css.body}>
        <Outlet />
      </div>
    </div>
  )
}

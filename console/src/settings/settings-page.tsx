import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { sessionQuery, tenantsQuery } from '../api/queries.ts'
import { LogText } from '../text/log-text.tsx'
import { plural } from '../text/time-words.ts'
import { roleWords } from './role-words.ts'
import css from './settings.module.css'
import { entriesFor } from './settings-entries.ts'
import { SettingsHead } from './settings-head.tsx'
import { inWordsOf, type Reader, useReader } from './use-reader.ts'
import { useTitle } from './use-title.ts'

/** Everything about the service that the person may look at, and nothing else. */
export function SettingsPage() {
  const { data: session } = useQuery(sessionQuery)
  const reader = useReader()
  useTitle('Settings')
  const parts = Map.groupBy(entriesFor(session?.rights ?? []), ({ part }) => part)
  return (
    <>
      <SettingsHead title="Settings" note={<Scope reader={reader} />} />
      <div className={css.parts}>
        {[...parts].map(([part, entries]) => (
          <section key={part} aria-label={partName(reader, part)}>
            <h2>{partName(reader, part)}</h2>
            <ul className={css.cards}>
              {entries.map(({ to, name, what, plainly }) => (
                <li key={to}>
                  <Link to={to} className={css.card}>
                    <strong>{name}</strong>
                    <span>{inWordsOf(reader, what, plainly)}</span>
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </>
  )
}

function partName(reader: Reader, part: string): string {
  return reader.kind === 'tenant' && part === 'Each tenant' ? 'Your company' : part
}

/** As what the person is here, and over what. */
function Scope({ reader }: { readonly reader: Reader }) {
  const { data: session } = useQuery(sessionQuery)
  const { data: tenants = [] } = useQuery(tenantsQuery)
  if (session === undefined) return null
  const role = roleWords(session.person.role)
  if (reader.kind === 'operator')
    return `${role.name}: ${role.may}; ${plural(tenants.length, 'tenant')} in ${session.region}`
  return (
    <>
      {role.name} of <LogText text={tenants[0]?.name ?? reader.tenantId} max={60} />: {role.may}
    </>
  )
}

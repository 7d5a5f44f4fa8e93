import { Menu } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useLocation } from '@tanstack/react-router'
import { Keys } from '../actions/keys.tsx'
import { useRegistry } from '../actions/use-actions.ts'
import { sessionQuery } from '../api/queries.ts'
import { BrandMark } from '../settings/brand-mark.tsx'
import { brandQuery, ownName } from '../settings/brand-query.ts'
import { roleWords } from '../settings/role-words.ts'
import { inWordsOf, useReader } from '../settings/use-reader.ts'
import { Connection, UtcClock } from './connection.tsx'
import { placeName, placeOf, placesFor } from './page-names.ts'
import css from './shell.module.css'

/** Where to go, whether the page is live, and a menu of one's own. In a narrow window the pages are a menu, too. */
export function TopBar() {
  const { data: brand } = useQuery(brandQuery)
  return (
    <header className={css.bar}>
      <Link to="/queue" className={css.brand} aria-label={`${brand?.name ?? ownName}, to the queue`}>
        <BrandMark size={22} />
      </Link>
      <Pages />
      <PagesMenu />
      <span className={css.gap} />
      <PaletteButton />
      <Connection />
      <UtcClock />
      <PersonMenu />
    </header>
  )
}

function usePlaces() {
  const { data: session } = useQuery(sessionQuery)
  return placesFor(session?.rights ?? [])
}

function Pages() {
  const reader = useReader()
  const places = usePlaces()
  const here = useLocation({ select: ({ pathname }) => placeOf(pathname)?.to })
  return (
    <nav className={css.nav} aria-label="Pages">
      {places.map(({ to, name, plain }) => (
        <Link key={to} to={to} data-here={here === to || undefined}>
          {inWordsOf(reader, name, plain)}
        </Link>
      ))}
    </nav>
  )
}

function PagesMenu() {
  const reader = useReader()
  const places = usePlaces()
  const registry = useRegistry()
  const pathname = useLocation({ select: (location) => location.pathname })
  return (
    <Menu withInitialFocusPlaceholder={false} position="bottom-start" shadow="md" width={200}>
      <Menu.Target>
        <button type="button" className={css.pages}>
          <span className="visually-hidden">Pages: </span>
          {placeName(pathname, reader)}
          <span aria-hidden="true"> ▾</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {places.map(({ to, action, name, plain }) => (
          <Menu.Item key={to} onClick={() => registry.run(action)}>
            {inWordsOf(reader, name, plain)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function PaletteButton() {
  const registry = useRegistry()
  return (
    <button type="button" className={css.palette} onClick={() => registry.run('view.palette')}>
      <span className={css.paletteWords}>Find an action</span>
      <Keys keys="mod+k" />
    </button>
  )
}

/** The own account and the service's administration, the look, and the way out. */
function PersonMenu() {
  const { data } = useQuery(sessionQuery)
  const registry = useRegistry()
  const name = data?.person.name ?? ''
  return (
    <Menu withInitialFocusPlaceholder={false} position="bottom-end" shadow="md" width={250}>
      <Menu.Target>
        <button type="button" className={css.who} aria-label={`Menu of ${name}`}>
          <span className={css.initial} aria-hidden="true">
            {[...name][0]?.toUpperCase()}
          </span>
          <span className={`cut ${css.whoName}`}>{name}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item disabled>
          {roleWords(data?.person.role ?? '').name} · {data?.region}
        </Menu.Item>
        <Menu.Item onClick={() => registry.run('go.account')}>Account and administration</Menu.Item>
        <Menu.Item onClick={() => registry.run('view.scheme')} rightSection={<Keys keys="t" />}>
          Dark or light
        </Menu.Item>
        <Menu.Item onClick={() => registry.run('view.shortcuts')} rightSection={<Keys keys="?" />}>
          Shortcuts
        </Menu.Item>
        <Menu.Item onClick={() => registry.run('session.sign-out')}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

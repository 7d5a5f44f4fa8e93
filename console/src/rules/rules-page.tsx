import type { RuleList } from '@countersign/api/rule'
import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useActions } from '../actions/use-actions.ts'
import { rulesQuery } from '../api/queries.ts'
import { type SeverityName, severities } from '../queue/queue-search.ts'
import listCss from '../rows/list-page.module.css'
import { useTitle } from '../settings/use-title.ts'
import { Empty } from '../shell/empty.tsx'
import { Failure } from '../shell/failure.tsx'
import { SearchText } from '../shell/search-text.tsx'
import { SeverityMark } from '../shell/severity.tsx'
import { usePlaceName } from '../shell/use-place-name.ts'
import { countWords } from '../text/time-words.ts'
import { SavedViews } from '../views/saved-views.tsx'
import { BackTests } from './back-tests.tsx'
import { OwnRules } from './own-rules.tsx'
import { PackTable } from './pack-table.tsx'
import { RefusedList } from './refused-list.tsx'
import { RulePanel } from './rule-panel.tsx'
import type { RuleSearch } from './rule-search.ts'
import { RuleTable } from './rule-table.tsx'
import css from './rules.module.css'
import { shownRefused, shownRules } from './shown-rules.ts'

/** Every rule that runs, and every one that does not, with the reason. */
export function RulesPage() {
  const search = useSearch({ from: '/signed-in/rules' })
  const { data, error, refetch } = useQuery(rulesQuery)
  useTitle(usePlaceName('/rules'))
  const navigate = useNavigate()
  useActions(
    Object.keys(search).length === 0
      ? {}
      : { 'rules.clear-filters': { run: () => void navigate({ to: '/rules', search: {} }) } },
  )
  if (error !== null && data === undefined) return <Failure error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <p className={listCss.reading}>Reading the rules…</p>
  return (
    <div className={listCss.page} data-panel={search.open !== undefined || undefined}>
      <div className={listCss.main}>
        <Head search={search} list={data} />
        <Shown search={search} list={data} />
      </div>
      {search.open === undefined ? null : <RulePanel ruleId={search.open} search={search} />}
    </div>
  )
}

function Shown({ search, list }: { readonly search: RuleSearch; readonly list: RuleList }) {
  if (search.show === 'packs') return <PackTable />
  if (search.show === 'own') return <OwnRules search={search} />
  if (search.show === 'tests') return <BackTests search={search} />
  if (search.show === 'refused') {
    const refused = list.refused ?? []
    return <RefusedList refused={shownRefused(refused, search)} all={refused.length} />
  }
  const rules = shownRules(list.items, search)
  return rules.length === 0 ? (
    <NoRules all={list.items.length} />
  ) : (
    <RuleTable rules={rules} search={search} />
  )
}

function Head({ search, list }: { readonly search: RuleSearch; readonly list: RuleList }) {
  const refused = list.refused ?? []
  const packs = [...new Set([...list.items, ...refused].map(({ pack }) => pack))]
  const own = list.items.filter(({ tenantId }) => tenantId !== undefined).length
  return (
    <header className={listCss.head}>
      <h1>{usePlaceName('/rules')}</h1>
      <nav className={css.tabs} aria-label="Which rules">
        <Tab search={search} show={undefined} name="Running" count={list.total ?? list.items.length} />
        <Tab search={search} show="refused" name="Refused" count={refused.length} />
        <Tab search={search} show="packs" name="Packs" count={packs.length} />
        <Tab search={search} show="own" name="Own" count={own} />
        <Tab search={search} show="tests" name="Tests" count={undefined} />
      </nav>
      <span className={listCss.grow} />
      {['packs', 'own', 'tests'].includes(search.show ?? '') ? null : (
        <>
          <Levels search={search} />
          <Packs search={search} packs={packs} />
          <RuleText search={search} />
        </>
      )}
      <SavedViews page="rules" />
    </header>
  )
}

function Tab(props: {
  readonly search: RuleSearch
  readonly show: RuleSearch['show']
  readonly name: string
  readonly count: number | undefined
}) {
  const here = props.search.show === props.show
  return (
    <Link
      to="/rules"
      search={{ ...props.search, show: props.show, open: undefined, test: undefined, ask: undefined }}
      data-here={here || undefined}
      aria-current={here ? 'true' : undefined}
    >
      {props.name}
      {props.count === undefined ? null : <span className="number">{countWords(props.count)}</span>}
    </Link>
  )
}

function Levels({ search }: { readonly search: RuleSearch }) {
  if (search.show === 'refused') return null
  return (
    <nav className={css.levels} aria-label="Level">
      {severities.map((level: SeverityName) => {
        const here = search.level === level
        return (
          <Link
            key={level}
            to="/rules"
            search={{ ...search, level: here ? undefined : level }}
            data-here={here || undefined}
            aria-current={here ? 'true' : undefined}
            aria-label={here ? `All levels, not only ${level}` : `Only ${level}`}
            title={here ? `All levels, not only ${level}` : `Only ${level}`}
          >
            <SeverityMark level={level} />
          </Link>
        )
      })}
    </nav>
  )
}

function Packs({ search, packs }: { readonly search: RuleSearch; readonly packs: readonly string[] }) {
  const navigate = useNavigate()
  if (packs.length < 2 && search.pack === undefined) return null
  return (
    <NativeSelect
      size="xs"
      aria-label="Pack"
      value={search.pack ?? ''}
      onChange={(event) => {
        const pack = event.currentTarget.value
        void navigate({ to: '/rules', search: { ...search, pack: pack === '' ? undefined : pack } })
      }}
      data={[{ value: '', label: 'All packs' }, ...packs]}
    />
  )
}

function RuleText({ search }: { readonly search: RuleSearch }) {
  const navigate = useNavigate()
  return (
    <SearchText
      action="rules.filter-text"
      label="Filter by title, author, tag"
      text={search.text}
      onText={(text) => void navigate({ to: '/rules', search: { ...search, text }, replace: true })}
    />
  )
}

function NoRules({ all }: { readonly all: number }) {
  return all === 0 ? (
    <Empty title="No rule is installed">
      Nothing can be found without one. Install a pack on the server:{' '}
      <code className="mono">countersign rules install &lt;directory, archive or git URL&gt;</code>
    </Empty>
  ) : (
    <Empty
      title="No rule matches this filter"
      action={<Link to="/rules">All {countWords(all)} rules</Link>}
    />
  )
}

import type { RuleRow } from '@countersign/api/rule'
import { Link } from '@tanstack/react-router'
import { GapRow } from '../rows/gap-row.tsx'
import tableCss from '../rows/table.module.css'
import { useRowWindow } from '../rows/use-row-window.ts'
import { Severity } from '../shell/severity.tsx'
import { LogText } from '../text/log-text.tsx'
import { plural } from '../text/time-words.ts'
import type { RuleSearch, RuleSort } from './rule-search.ts'
import css from './rules.module.css'

const rowPx = { wide: 40, narrow: 40 }
const tagsShown = 4

const columns: readonly { readonly name: string; readonly title: string; readonly sort?: RuleSort }[] = [
  { name: 'level', title: 'Level', sort: 'level' },
  { name: 'title', title: 'Rule', sort: 'title' },
  { name: 'tags', title: 'Tags' },
  { name: 'author', title: 'Author and licence', sort: 'author' },
  { name: 'pack', title: 'Pack', sort: 'pack' },
  { name: 'state', title: 'State' },
]

/** The rules as a table of which only the rows near the window exist. */
export function RuleTable({
  rules,
  search,
}: {
  readonly rules: readonly RuleRow[]
  readonly search: RuleSearch
}) {
  const { scroller, items, totalPx } = useRowWindow({ count: rules.length, rowPx })
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section ref={scroller} className={tableCss.scroll} tabIndex={0} aria-label="Rules" data-testid="rules">
      <table className={css.table} aria-rowcount={rules.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <Head key={column.name} {...column} search={search} />
            ))}
          </tr>
        </thead>
        <tbody>
          <GapRow px={items[0]?.start ?? 0} />
          {items.map((item) => {
            const rule = rules[item.index]
            return rule === undefined ? null : (
              <RuleTableRow
                key={`${rule.pack}${rule.id}`}
                rule={rule}
                index={item.index}
                height={item.size}
                search={search}
              />
            )
          })}
          <GapRow px={totalPx - (items.at(-1)?.end ?? totalPx)} />
        </tbody>
      </table>
    </section>
  )
}

function Head(props: {
  readonly name: string
  readonly title: string
  readonly sort?: RuleSort
  readonly search: RuleSearch
}) {
  const { sort, search } = props
  if (sort === undefined) {
    return (
      <th scope="col" data-column={props.name}>
        {props.title}
      </th>
    )
  }
  const current = search.sort ?? 'level'
  const isUp = current === sort
  const isDown = current === `-${sort}`
  return (
    <th
      scope="col"
      data-column={props.name}
      aria-sort={isUp ? 'ascending' : isDown ? 'descending' : undefined}
    >
      <Link to="/rules" search={{ ...search, sort: isUp ? `-${sort}` : sort }} preload={false} replace>
        {props.title} <span aria-hidden="true">{isUp ? '↑' : isDown ? '↓' : ''}</span>
      </Link>
    </th>
  )
}

function RuleTableRow(props: {
  readonly rule: RuleRow
  readonly index: number
  readonly height: number
  readonly search: RuleSearch
}) {
  const { rule } = props
  const off = rule.disabledFor?.length ?? 0
  return (
    <tr
      aria-rowindex={props.index + 2}
      data-open={props.search.open === rule.id || undefined}
      style={{ height: props.height }}
    >
      <td data-column="level">
        <Severity level={rule.level} />
      </td>
      <td data-column="title" title={rule.title.slice(0, 300)}>
        <Link
          to="/rules"
          search={{ ...props.search, open: rule.id }}
          preload={false}
          resetScroll={false}
          className={tableCss.open}
        >
          <LogText text={rule.title} max={200} />
        </Link>{' '}
        {rule.kind === 'correlation' ? <span className={css.kind}>correlation</span> : null}
      </td>
      <td data-column="tags" className="mono quiet">
        <LogText text={rule.tags.slice(0, tagsShown).join(' ')} max={120} />
        {rule.tags.length > tagsShown ? ` +${rule.tags.length - tagsShown}` : ''}
      </td>
      <td data-column="author">
        <LogText text={rule.author ?? 'unnamed'} max={80} />{' '}
        <span className="quiet">· {rule.license ?? 'no licence stated'}</span>
      </td>
      <td data-column="pack">
        <LogText text={rule.pack} max={60} />
      </td>
      <td data-column="state">
        {off === 0 ? (
          <span className={css.on}>on</span>
        ) : (
          <span className={css.off} title={rule.disabledFor?.join(', ').slice(0, 300)}>
            off for {plural(off, 'tenant')}
          </span>
        )}
      </td>
    </tr>
  )
}

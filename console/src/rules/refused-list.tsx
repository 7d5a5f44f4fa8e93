import type { RefusedRule } from '@countersign/api/rule'
import listCss from '../rows/list-page.module.css'
import tableCss from '../rows/table.module.css'
import { Empty } from '../shell/empty.tsx'
import { LogText } from '../text/log-text.tsx'
import { plural } from '../text/time-words.ts'
import css from './rules.module.css'

const shownMax = 500

/** Files and documents that were not loaded, with what to change. */
export function RefusedList({
  refused,
  all,
}: {
  readonly refused: readonly RefusedRule[]
  readonly all: number
}) {
  if (refused.length === 0) {
    return all === 0 ? (
      <Empty isGood title="No rule was refused">
        Everything the installed packs hold was loaded and runs.
      </Empty>
    ) : (
      <Empty title="No refused rule matches this filter" />
    )
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section className={tableCss.scroll} tabIndex={0} aria-label="Refused rules">
      <ol className={css.refused}>
        {refused.slice(0, shownMax).map((each) => (
          <li key={`${each.pack}${each.path}${each.title}`}>
            <p>
              <strong>
                <LogText text={each.title ?? 'untitled'} max={200} />
              </strong>{' '}
              <span className="mono quiet">
                <LogText text={`${each.pack}: ${each.path}`} max={240} />
              </span>
            </p>
            <p>
              <LogText text={each.reason} max={600} />
            </p>
          </li>
        ))}
      </ol>
      {refused.length > shownMax ? (
        <p className={listCss.reading}>{plural(refused.length - shownMax, 'more')}: filter to see them.</p>
      ) : null}
    </section>
  )
}

import type { AuthorityHop, Explanation } from '@countersign/explanation/explanation'
import { visibleText } from '@countersign/explanation/hostile-text'
import { outlineOf } from '@countersign/explanation/outline'
import { citeText, renderSection, wrap } from '@countersign/explanation/render-text'
import { counted } from '../counted.ts'
import { withShortPaths } from '../short-paths.ts'
import type { Style } from '../style.ts'
import type { ListedEvent } from './explain-events.ts'

export type Page = { readonly style: Style; readonly columns: number; readonly folder: string }

const nameMaxChars = 160
const citesShown = 3

/** The explanation for a person: one sentence, the chain as a line from top to bottom, then the rest. */
export function explanationText(explanation: Explanation, { style, columns, folder }: Page): string {
  const width = Math.max(60, Math.min(120, columns))
  const shown = withShortPaths(explanation, folder)
  const outline = outlineOf(shown)
  const sections = outline.sections.filter(({ kind }) => kind !== 'authority')
  const rendered = sections.flatMap((section) => {
    const [blank = '', heading = '', ...lines] = renderSection(section, { width, citesShown })
    return [blank, style.bold(heading), ...lines]
  })
  return [
    ...wrap(outline.statement, '', width).map(style.bold),
    style.faint(
      `event ${visibleText(explanation.subject.id, nameMaxChars)} · explanation ${explanation.id.slice(0, 12)}`,
    ),
    '',
    style.bold('Who authorised it'),
    ...chainLines(shown.authority?.chain ?? [], style, width),
    ...rendered,
    '',
  ].join('\n')
}

const marks: Readonly<Record<AuthorityHop['certainty'], string>> = {
  proven: '●',
  inferred: '◐',
  unknown: '○',
}

function chainLines(hops: readonly AuthorityHop[], style: Style, width: number): readonly string[] {
  const lines = hops.flatMap((hop, at) => {
    const rail = at === hops.length - 1 ? ' ' : '│'
    const who = `  ${marks[hop.certainty]} ${style.bold(visibleText(hop.actor, nameMaxChars))}  ${style.faint(hop.role)}`
    const said = wrap(`${visibleText(hop.via, 600)}${factsOf(hop)}`, '', width - 6)
    return [who, ...said.map((line) => `  ${rail}   ${line}`)]
  })
  return [...lines, style.faint('  ● proven  ◐ inferred  ○ unknown')]
}

function factsOf({ time, cites }: AuthorityHop): string {
  const where = cites.slice(0, citesShown).map(citeText).join(', ')
  const facts = [...(time === undefined ? [] : [time]), ...(where === '' ? [] : [where])]
  return facts.length === 0 ? '' : ` [${facts.join(', ')}]`
}

/** The events of the logs with their ids, for a person to pick one. */
export function listText(events: readonly ListedEvent[], total: number, style: Style): string {
  const width = Math.max(2, ...events.map(({ id }) => Math.min(id.length, 40)))
  const rows = events.map(
    ({ id, time, who, action }) =>
      `${visibleText(id, 80).padEnd(width)}  ${time}  ${visibleText(action, 60)}  ${style.faint(visibleText(who, 100))}`,
  )
  const more = total > events.length ? [`… and ${counted(total - events.length, 'further event')}`] : []
  return [...rows, ...more, ''].join('\n')
}

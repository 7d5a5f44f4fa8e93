import { visibleText } from '@countersign/explanation/hostile-text'
import { renderText } from '@countersign/explanation/render-text'
import type { Incident } from '@countersign/incident/incident'
import { counted } from './counted.ts'
import type { EventTally, RejectedLine } from './event-tally.ts'
import { evidenceSpan } from './evidence-span.ts'
import type { Investigated } from './investigation.ts'
import { withShortPaths } from './short-paths.ts'
import type { Style } from './style.ts'

const titleMaxChars = 200
const rejectedShown = 10
const reasonMaxChars = 160
const nameMaxChars = 200

export type Page = {
  readonly style: Style
  readonly columns: number
  /** The folder that file names are shown below. */
  readonly folder: string
}

/** One incident for a person: what it is at a glance, then its explanation. Hostile text is inert. */
export function incidentText(incident: Incident, number: number, page: Page): string {
  const { style, columns, folder } = page
  const { severity } = incident
  const level = style.level(severity)(severity.toUpperCase())
  const rules = new Set(incident.findings.map((finding) => finding.rule.id)).size
  const facts = [
    evidenceSpan(incident.firstMs, incident.lastMs),
    `${counted(incident.findings.length, 'finding')} of ${counted(rules, 'rule')}`,
    `incident ${incident.incidentId.slice(0, 12)}`,
  ]
  const width = Math.max(60, Math.min(120, columns))
  return [
    `${number}. ${level}  ${style.bold(visibleText(incident.title, titleMaxChars))}`,
    style.faint(facts.join(' · ')),
    '',
    renderText(withShortPaths(incident.explanation, folder), { width, citesShown: 3 }),
  ].join('\n')
}

/** What was read and what became of it. */
export function summaryText(investigated: Investigated, { style, folder }: Page): string {
  const { tally, incidents, quiet } = investigated
  const found = incidents.length === 0 ? 'No incidents' : counted(incidents.length, 'incident')
  const weak =
    quiet.findings === 0 ? '' : `; ${counted(quiet.findings, 'weak signal')} below the bar of an incident`
  return [
    `${style.bold(found)} in ${counted(tally.normalised, 'event')}${weak}.`,
    ...formatLines(tally),
    ...rejectedLines(tally, folder),
    ...boundLines(investigated),
    '',
  ].join('\n')
}

function formatLines({ formats, unrecognised }: EventTally): readonly string[] {
  if (formats.size === 0) return []
  const listed = [...formats]
    .sort(([, a], [, b]) => b - a)
    .map(([format, count]) => `${format} ${count.toLocaleString('en-GB')}`)
  const unknown =
    unrecognised === 0
      ? ''
      : ` (${counted(unrecognised, 'event')} of no known format: only rules for generic text and fields can see them)`
  return [`Formats: ${listed.join(', ')}${unknown}`]
}

/** Neighbours that broke in the same way are one line for a person. */
function rejectedLines({ rejected, rejectedCount }: EventTally, folder: string): readonly string[] {
  if (rejectedCount === 0) return []
  const alike = [...Map.groupBy(rejected, ({ file, reason }) => `${file}\0${reason}`).values()]
  const shown = alike.slice(0, rejectedShown).map((lines) => rejectedLine(lines, folder))
  const more = alike.length - shown.length
  return [
    `${counted(rejectedCount, 'line')} could not be read and ${rejectedCount === 1 ? 'was' : 'were'} not judged:`,
    ...shown,
    ...(more > 0 ? [`  … and ${counted(more, 'further kind')} (--json lists every line)`] : []),
  ]
}

function rejectedLine(lines: readonly RejectedLine[], folder: string): string {
  const [first] = lines
  if (first === undefined) return ''
  const { file, line, reason } = first
  const name = visibleText(file.startsWith(folder) ? file.slice(folder.length) : file, nameMaxChars)
  const more = lines.length > 1 ? ` and ${(lines.length - 1).toLocaleString('en-GB')} more` : ''
  return `  ${name}${line > 0 ? `:${line}` : ''}${more}  ${visibleText(reason, reasonMaxChars)}`
}

/** Where a bound was reached, the answer is not whole, and says so. */
function boundLines({ collected }: Investigated): readonly string[] {
  const overflow = [...collected.overflow.values()].reduce((sum, count) => sum + count, 0)
  return [
    ...(overflow > 0
      ? [
          `Rules that fired very often: ${collected.overflow.size}; of their ${counted(overflow, 'finding')} only the first ones are listed.`,
        ]
      : []),
    ...(collected.uncounted > 0
      ? [
          `Correlations did not see ${counted(collected.uncounted, 'further match', 'further matches')}: split the input by time.`,
        ]
      : []),
  ]
}

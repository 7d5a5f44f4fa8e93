import type { EvidenceRef, Explanation } from './explanation.ts'
import { visibleText } from './hostile-text.ts'
import { type OutlineItem, type OutlineSection, outlineOf } from './outline.ts'

export type TextOptions = {
  /** Columns to wrap at; commands are never wrapped, so that they can be copied. */
  readonly width: number
  /** Citations listed per item. */
  readonly citesShown: number
}

const defaultOptions: TextOptions = { width: 100, citesShown: 3 }

/** The explanation as plain text: no control characters, no escape sequences, whatever the logs held. */
export function renderText(explanation: Explanation, options: TextOptions = defaultOptions): string {
  const outline = outlineOf(explanation)
  const sections = outline.sections.map((section) => renderSection(section, options))
  return [...wrap(outline.statement, '', options.width), ...sections.flat()].join('\n').concat('\n')
}

/** One section as lines, a blank one first. */
export function renderSection(section: OutlineSection, options: TextOptions): readonly string[] {
  const items = section.items.flatMap((item) => renderItem(item, options))
  const more = section.omitted > 0 ? [`  … and ${section.omitted} more`] : []
  return ['', section.heading, ...items, ...more]
}

function renderItem(item: OutlineItem, options: TextOptions): readonly string[] {
  const doubt = item.certainty === 'inferred' ? ' (inferred)' : ''
  const cites = citesText(item.cites, options.citesShown)
  const [first = '', ...rest] = wrap(`${item.text}${doubt}${cites}`, '    ', options.width)
  const details = item.details.flatMap((detail) => wrap(detail, '      ', options.width))
  const command = item.command === undefined ? [] : [`      $ ${item.command}`]
  return [`  - ${first.trimStart()}`, ...rest, ...command, ...details]
}

function citesText(cites: readonly EvidenceRef[], shown: number): string {
  if (cites.length === 0) return ''
  const more = cites.length > shown ? `, +${cites.length - shown}` : ''
  return ` [${cites.slice(0, shown).map(citeText).join(', ')}${more}]`
}

const idMaxChars = 80

/** A file and line when there is one (no store holds the event), else the id. */
export function citeText(cite: EvidenceRef): string {
  const where = cite.locator === undefined ? cite.id : `${cite.locator.file}:${cite.locator.line}`
  return `${cite.kind} ${visibleText(where, idMaxChars)}`
}

/** Lines of at most `width` columns, each indented. */
export function wrap(text: string, indent: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = indent
  for (const word of text.split(' ')) {
    if (line.length > indent.length && line.length + 1 + word.length > width) {
      lines.push(line)
      line = indent
    }
    line = line.length > indent.length ? `${line} ${word}` : `${indent}${word}`
  }
  return [...lines, line]
}

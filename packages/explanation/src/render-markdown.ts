import type { Explanation } from './explanation.ts'
import { visibleText } from './hostile-text.ts'
import { type OutlineItem, type OutlineSection, outlineOf } from './outline.ts'
import { citeText } from './render-text.ts'

const citesShown = 3

/** The explanation as CommonMark. Text from logs stays text: no markup, HTML, link or image comes out of it. */
export function renderMarkdown(explanation: Explanation): string {
  const outline = outlineOf(explanation)
  const head = `**${escapeMarkdown(outline.statement)}**`
  const foot = `Explanation \`${escapeCode(outline.id)}\``
  return [head, ...outline.sections.map(renderSection), foot].join('\n\n').concat('\n')
}

function renderSection(section: OutlineSection): string {
  const items = section.items.map((item, index) => renderItem(item, marker(section, index)))
  const more = section.omitted > 0 ? [`\n… and ${section.omitted} more`] : []
  return [`## ${escapeMarkdown(section.heading)}\n`, ...items, ...more].join('\n')
}

/** The order of proposed actions matters, so they are numbered. */
function marker(section: OutlineSection, index: number): string {
  return section.kind === 'actions' ? `${index + 1}. ` : '- '
}

function renderItem(item: OutlineItem, mark: string): string {
  const indent = ' '.repeat(mark.length)
  const doubt = item.certainty === 'inferred' ? ' *(inferred)*' : ''
  const cites = item.cites.slice(0, citesShown).map((cite) => `\`${escapeCode(citeText(cite))}\``)
  if (item.cites.length > citesShown) cites.push(`+${item.cites.length - citesShown}`)
  const cited = cites.length === 0 ? '' : ` (${cites.join(', ')})`
  const lines = [`${mark}${escapeMarkdown(item.text)}${doubt}${cited}`]
  if (item.command !== undefined) lines.push(...fenced(item.command, indent))
  lines.push(...item.details.map((detail) => `${indent}- ${escapeMarkdown(detail)}`))
  return lines.join('\n')
}

/** A fence longer than any run of backticks in the code, as CommonMark §4.5 asks. */
function fenced(code: string, indent: string): readonly string[] {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return ['', `${indent}${fence}sh`, `${indent}${code}`, `${indent}${fence}`, '']
}

/** A code span cannot hold a backtick without care, and no id needs one. */
function escapeCode(text: string): string {
  return text.replaceAll('`', 'ˋ')
}

const escapedMaxChars = 4000

/**
 * Text that no CommonMark or GitHub-flavoured renderer takes for markup. HTML becomes entities (renderers differ on
 * `\<`); `:`, `@` and the dot of `www.` are escaped because GitHub turns bare addresses into links by itself.
 */
export function escapeMarkdown(text: string): string {
  return visibleText(text, escapedMaxChars)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_{}[\]#|~$@!^=]/g, '\\$&')
    .replace(/:(?=\/\/)/g, '\\:')
    .replace(/\bwww\./gi, (found) => `${found.slice(0, 3)}\\.`)
    .replace(/^([+-])/, '\\$1')
    .replace(/^(\d+)([.)])/, '$1\\$2')
}

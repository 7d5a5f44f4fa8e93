import type { OtherPathJson } from '@countersign/authority/escalation/other-path-json'
import type { PathHopJson, PathJson } from '@countersign/authority/escalation/path-json'
import { visibleText } from '@countersign/explanation/hostile-text'
import type { Terminal } from '../command.ts'
import { counted } from '../counted.ts'
import { type Style, styleFor } from '../style.ts'

/** Paths shown to a person; `--json` has all of them. */
const shownMax = 40
const gapsShownMax = 8

export type ShownPath = PathJson | OtherPathJson

export type PathsReport = {
  readonly paths: readonly ShownPath[]
  readonly hidden: number
  readonly cut: readonly string[]
  readonly gaps: readonly string[]
  readonly principals: number
  /** Looked at beside users and roles of AWS: subjects of a cluster, writers of workflows. */
  readonly subjects: number
}

export function pathsText(report: PathsReport, terminal: Terminal): string {
  const style = styleFor(terminal)
  const shown = report.paths.slice(0, shownMax)
  const groups = Map.groupBy(shown, ({ principal }) => principal)
  const blocks = [...groups].map(([principal, paths]) => principalText(principal, paths, style))
  return `${[headline(report, style), ...blocks, footer(report, style)].filter((part) => part !== '').join('\n')}`
}

function headline({ paths, principals, subjects }: PathsReport, style: Style): string {
  const others = subjects === 0 ? [] : [counted(subjects, 'other subject')]
  const own = principals === 0 && subjects > 0 ? [] : [counted(principals, 'user or role', 'users and roles')]
  const looked = `${[...own, ...others].join(' and ')} looked at`
  if (paths.length === 0) return `${style.bold('No escalation path.')} ${looked}.\n`
  const who = new Set(paths.map(({ principal }) => principal)).size
  return `${style.bold(counted(paths.length, 'escalation path'))} open to ${counted(who, 'principal')}. ${looked}.\n`
}

function principalText(principal: string, paths: readonly ShownPath[], style: Style): string {
  return `${style.bold(shortArn(principal))}\n${paths.map((path) => pathText(path, style)).join('')}`
}

const ends: Readonly<Record<ShownPath['outcome'], string>> = {
  admin: 'runs the account as',
  data: 'reads',
  cluster: 'runs the',
  role: 'takes the',
  machine: 'runs code on',
}

function pathText(path: ShownPath, style: Style): string {
  const level = style.level(path.outcome === 'admin' || path.outcome === 'cluster' ? 'critical' : 'high')
  const end = ends[path.outcome]
  const hops = path.hops.map((hop) => hopText(hop, style)).join('')
  const conditions =
    path.certainty === 'proven'
      ? ''
      : `      ${style.faint(`if: ${visibleText(path.conditions.join(', '), 200)}`)}\n`
  const assumes =
    path.assumes.length === 0 ? '' : `      ${style.faint(`taken to be so: ${path.assumes.join('; ')}`)}\n`
  return `  ${level(path.path)}  ${end} ${shortArn(path.escalatesTo)}\n${hops}${conditions}${assumes}`
}

function hopText(hop: PathHopJson, style: Style): string {
  const steps = hop.steps.map(({ action, by }) => {
    const [first] = by
    const from =
      first === undefined ? '' : ` (${visibleText(`${lastPart(first.policy)} ${first.statement}`, 80)})`
    return `        ${action}${style.faint(from)}\n`
  })
  const to = hop.to === hop.from ? 'itself' : shortArn(hop.to)
  return `      ${visibleText(hop.title, 120)} → ${to}\n${steps.join('')}`
}

/** `arn:aws:iam::123:role/x` → `role/x (123)`; names come from configuration and are shown, never obeyed. */
function shortArn(arn: string): string {
  const [, , service, , account, ...rest] = arn.split(':')
  const resource = rest.join(':')
  if (resource === '') return visibleText(arn, 160)
  const place = account === '' || account === undefined ? service : account
  return visibleText(`${resource} (${place})`, 160)
}

function lastPart(policy: string): string {
  return policy.split('/').at(-1) ?? policy
}

function footer(report: PathsReport, style: Style): string {
  const lines: string[] = []
  if (report.paths.length > shownMax)
    lines.push(`${counted(report.paths.length - shownMax, 'more path')} not shown: --json has all.`)
  if (report.hidden > 0)
    lines.push(
      `${counted(report.hidden, 'more path')} may exist, on conditions that no policy tells (MFA, source address, …): --conditional shows them.`,
    )
  if (report.cut.length > 0)
    lines.push(`A bound was reached for ${counted(report.cut.length, 'principal')}: there may be more paths.`)
  if (report.gaps.length > 0) {
    lines.push(`${style.bold('Not known')} (${report.gaps.length}):`)
    lines.push(...report.gaps.slice(0, gapsShownMax).map((gap) => `  ${visibleText(gap, 200)}`))
    if (report.gaps.length > gapsShownMax) lines.push(`  and ${report.gaps.length - gapsShownMax} more`)
  }
  return lines.map((line) => `${line}\n`).join('')
}

import { type Command, flag, type ParsedArguments, type Terminal } from '../command.ts'
import { configOf } from '../data-option.ts'
import { examine } from '../doctor/examine.ts'
import type { Finding } from '../doctor/finding.ts'
import { styleFor } from '../style.ts'

export const doctor: Command = {
  name: 'doctor',
  summary: 'Looks over an installation and says what to do about what is wrong.',
  usage: `countersign doctor [--config FILE] [--data DIR | --demo] [--json]

Looks at versions, the data directory, disk, clock, and, when a server runs there, at its stores, sources and rules.
Exit code: 0 nothing fails (there may be warnings), 1 something fails.`,
  options: {
    config: { type: 'string' },
    data: { type: 'string' },
    demo: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  run,
}

async function run(parsed: ParsedArguments, terminal: Terminal): Promise<number> {
  const findings = await examine(configOf(parsed, terminal))
  const failed = findings.some((finding) => finding.status === 'fail')
  if (flag(parsed, 'json')) terminal.out(`${JSON.stringify({ healthy: !failed, findings })}\n`)
  else for (const finding of findings) terminal.out(lineOf(finding, terminal))
  return failed ? 1 : 0
}

const marks = { ok: 'ok  ', warn: 'warn', fail: 'FAIL' } as const
const levels = { ok: 'informational', warn: 'medium', fail: 'high' } as const

function lineOf({ status, what, detail, next }: Finding, terminal: Terminal): string {
  const style = styleFor(terminal)
  const mark = style.level(levels[status])(marks[status])
  const advice = next === undefined ? '' : `\n      ${next}`
  return `${mark}  ${style.bold(what)}: ${detail}${advice}\n`
}

import process from 'node:process'
import { parseArgs } from 'node:util'
import { ApiError } from '@countersign/client/client'
import { visibleText } from '@countersign/explanation/hostile-text'
import { describeError, type ErrorCode, isCountersignError } from '@countersign/server/platform/errors'
import { type Command, type Terminal, UsageError } from './command.ts'
import { backup } from './commands/backup.ts'
import { config } from './commands/config.ts'
import { detect } from './commands/detect.ts'
import { doctor } from './commands/doctor.ts'
import { explain } from './commands/explain.ts'
import { identities } from './commands/identities.ts'
import { importConfiguration } from './commands/import.ts'
import { incidents } from './commands/incidents.ts'
import { intent } from './commands/intent.ts'
import { investigate } from './commands/investigate.ts'
import { pack } from './commands/pack.ts'
import { paths } from './commands/paths.ts'
import { restore } from './commands/restore.ts'
import { rules } from './commands/rules.ts'
import { search } from './commands/search.ts'
import { signInLink } from './commands/sign-in-link.ts'
import { start } from './commands/start.ts'
import { tenants } from './commands/tenants.ts'
import { verify } from './commands/verify.ts'
import { witness } from './commands/witness.ts'
import { withRepeatedOptions } from './repeated-options.ts'

const commands: readonly Command[] = [
  investigate,
  explain,
  detect,
  rules,
  start,
  config,
  backup,
  restore,
  signInLink,
  tenants,
  incidents,
  importConfiguration,
  search,
  identities,
  paths,
  intent,
  pack,
  verify,
  witness,
  doctor,
]

/** Runs one command line; the exit code is 0 done, 1 the answer is "no", 2 wrong use. */
export async function runCommandLine(argv: readonly string[], terminal: Terminal): Promise<number> {
  const refusal = runtimeRefusal(process.versions.node)
  if (refusal !== undefined) {
    terminal.error(`${refusal}\n`)
    return 2
  }
  const [name, ...rest] = argv
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    terminal.out(overview())
    return name === undefined ? 2 : 0
  }
  const command = commands.find((one) => one.name === name)
  if (command === undefined) {
    terminal.error(`There is no command "${name}".\n\n${overview()}`)
    return 2
  }
  return await runCommand(command, rest, terminal)
}

async function runCommand(command: Command, argv: readonly string[], terminal: Terminal): Promise<number> {
  if (argv.includes('--help') || argv.includes('-h')) {
    terminal.out(`${command.summary}\n\n${command.usage}\n`)
    return 0
  }
  try {
    const args = [...withRepeatedOptions(argv, command.listOptions ?? [])]
    const parsed = parseArgs({ args, options: command.options, allowPositionals: true })
    return await command.run({ positionals: parsed.positionals, values: parsed.values }, terminal)
  } catch (error) {
    if (isCountersignError(error)) {
      terminal.error(`${describeError(error)}\n`)
      return wrongUse.has(error.code) ? 2 : 1
    }
    if (error instanceof ApiError) {
      const { title, detail, status, code } = error.problem
      terminal.error(`${visibleText(`${title}. ${detail} (${code})`, 2000)}\n`)
      return status === 400 ? 2 : 1
    }
    if (!isUsageError(error)) throw error
    terminal.error(`${error.message}\n\n${command.usage}\n`)
    return 2
  }
}

/** Faults of what was asked for; all other codes say that the answer is "no". */
const wrongUse: ReadonlySet<ErrorCode> = new Set(['CONFIG_INVALID', 'RULE_PACK_UNREADABLE'])

function isUsageError(error: unknown): error is Error {
  if (error instanceof UsageError) return true
  return error instanceof Error && String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS')
}

/** Why this runtime will not do, or undefined. */
export function runtimeRefusal(version: string): string | undefined {
  const major = Number(version.split('.')[0])
  if (major >= 24) return undefined
  return `Countersign needs Node 24 and this is Node ${version}. It brings its own: run "npm install" in the checkout, then "npm start" or "npx countersign".`
}

function overview(): string {
  const width = Math.max(...commands.map((command) => command.name.length))
  const lines = commands.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`)
  return `countersign: managed security for environments that machines run\n\n${lines.join('\n')}\n\ncountersign <command> --help tells more.\n`
}

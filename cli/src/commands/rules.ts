import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { visibleText } from '@countersign/explanation/hostile-text'
import type { InstallReport } from '@countersign/server/detection/service'
import type { Config } from '@countersign/server/platform/config'
import { dataDirPaths } from '@countersign/server/platform/data-dir'
import { isCountersignError } from '@countersign/server/platform/errors'
import type { PlatformStatus, RulesStatus } from '@countersign/server/status'
import {
  type Command,
  flag,
  type ParsedArguments,
  type Terminal,
  textOption,
  UsageError,
} from '../command.ts'
import { counted } from '../counted.ts'
import { configOf } from '../data-option.ts'
import { openRuleBook, type RefusedRule, type RuleBook } from '../rule-book.ts'
import { styleFor } from '../style.ts'

export const rules: Command = {
  name: 'rules',
  summary: 'Checks Sigma rules, installs packs of them, lists what is installed.',
  usage: `countersign rules check <dir|tar.gz|file.yml>… [--json]
countersign rules install <dir|tar.gz|git URL> [--name NAME] [--data DIR] [--json]
countersign rules remove <pack> [--data DIR]
countersign rules list [--data DIR] [--json]

  check      loads the rules and says which cannot be used, and why. Needs no server.
  install    puts a pack in place, or the newer version of it; tenants keep their filters and switches.
             A running server takes it over at once; without one it is there at the next start.
  remove     takes an installed pack away; what its rules have found stays.
  list       the installed packs.
  --name     name of the pack. Default: from where it comes.
  --data     data directory of the server. Default: as for "countersign start". --demo: that of the demo.

A git URL is https://…, ssh://… or user@host:path, with #branch or #tag at the end if wanted.
Exit code: 0 all usable, 1 some rules cannot be used, 2 wrong use.`,
  options: {
    json: { type: 'boolean' },
    name: { type: 'string' },
    config: { type: 'string' },
    data: { type: 'string' },
    demo: { type: 'boolean' },
  },
  run: async (parsed, terminal) => {
    const [action, ...paths] = parsed.positionals
    if (action === 'check') return await check(paths, parsed, terminal)
    if (action === 'install') return await install(paths, parsed, terminal)
    if (action === 'remove') return await remove(paths, parsed, terminal)
    if (action === 'list') return await list(parsed, terminal)
    throw new UsageError(
      action === undefined
        ? 'Say what to do: check, install, remove or list.'
        : `There is no "rules ${action}".`,
    )
  },
}

async function check(paths: readonly string[], parsed: ParsedArguments, terminal: Terminal): Promise<number> {
  if (paths.length === 0) throw new UsageError('Name a folder, a .tar.gz or a .yml file of rules.')
  const book = await openRuleBook(paths)
  if (flag(parsed, 'json')) terminal.out(`${JSON.stringify(checkJson(book))}\n`)
  else terminal.out(checkText(book, terminal))
  await terminal.drained()
  return book.refused.length === 0 ? 0 : 1
}

function checkJson({ packs, base, correlations, refused }: RuleBook): object {
  const filters = packs.reduce((total, pack) => total + pack.filters, 0)
  return { loaded: base.rules.length, correlations: correlations.length, filters, refused, packs }
}

function checkText({ packs, refused }: RuleBook, terminal: Terminal): string {
  const style = styleFor(terminal)
  const loaded = packs.map((pack) => {
    const parts = [counted(pack.rules, 'rule'), counted(pack.correlations, 'correlation')]
    if (pack.filters > 0) parts.push(counted(pack.filters, 'filter'))
    const bad = pack.refused === 0 ? 'all usable' : `${pack.refused} refused`
    return `${style.bold(pack.name)}: ${parts.join(', ')} loaded, ${bad} (${pack.path})\n`
  })
  return `${loaded.join('')}${refusedText(refused, terminal)}`
}

/** Titles and reasons come from files that anybody may have written: shown, never obeyed. */
function refusedText(
  refused: readonly Pick<RefusedRule, 'pack' | 'path' | 'title' | 'reason'>[],
  terminal: Terminal,
): string {
  if (refused.length === 0) return ''
  const style = styleFor(terminal)
  const lines = refused.map(({ pack, path, title, reason }) => {
    const named = title === undefined ? '' : `  ${style.faint(visibleText(title, 120))}`
    return `  ${visibleText(`${pack}/${path}`, 200)}${named}\n      ${visibleText(reason, 300)}\n`
  })
  return `\n${counted(refused.length, 'document')} cannot be used:\n${lines.join('')}`
}

/** A repository may take its time; the server itself gives up after rulePackFetchMaxSeconds. */
const installMaxMilliseconds = 15 * 60_000

async function install(
  [from, ...others]: readonly string[],
  parsed: ParsedArguments,
  terminal: Terminal,
): Promise<number> {
  if (from === undefined || others.length > 0)
    throw new UsageError('Name one folder, .tar.gz or git URL to install.')
  const name = textOption(parsed, 'name')
  // The server may stand in another folder than the person.
  const place = existsSync(from) ? resolve(from) : from
  const report = await installed(place, name, parsed, terminal)
  if (flag(parsed, 'json')) terminal.out(`${JSON.stringify(report)}\n`)
  else terminal.out(installText(report, terminal))
  return report.refused.length === 0 ? 0 : 1
}

async function installed(
  from: string,
  name: string | undefined,
  parsed: ParsedArguments,
  terminal: Terminal,
): Promise<InstallReport> {
  const config = configOf(parsed, terminal)
  const { askRunningServer } = await import('@countersign/server/platform/control')
  try {
    return await askRunningServer(dataDirPaths(config.dataDir).control, 'rules-install', {
      argument: { from, ...(name === undefined ? {} : { name }) },
      answerMaxMilliseconds: installMaxMilliseconds,
    })
  } catch (error) {
    if (!isCountersignError(error, 'NOT_RUNNING')) throw error
  }
  const { installRulesOffline } = await import('@countersign/server/rules-offline')
  return await installRulesOffline(config, from, name === undefined ? {} : { name })
}

async function remove(
  [pack, ...others]: readonly string[],
  parsed: ParsedArguments,
  terminal: Terminal,
): Promise<number> {
  if (pack === undefined || others.length > 0)
    throw new UsageError('Name one pack to remove; "countersign rules list" shows their names.')
  await takeAway(pack, configOf(parsed, terminal))
  terminal.out(`${styleFor(terminal).bold(visibleText(pack, 64))} removed.\n`)
  return 0
}

async function takeAway(pack: string, config: Config): Promise<void> {
  const { askRunningServer } = await import('@countersign/server/platform/control')
  try {
    await askRunningServer(dataDirPaths(config.dataDir).control, 'rules-remove', { argument: { pack } })
    return
  } catch (error) {
    if (!isCountersignError(error, 'NOT_RUNNING')) throw error
  }
  const [{ withRulesOffline }, { openLog }] = await Promise.all([
    import('@countersign/server/rules-offline'),
    import('@countersign/server/platform/log'),
  ])
  await withRulesOffline(config, openLog('error'), (opened) => opened.remove(pack))
}

/** `1 rule runs`, `75 rules run`. */
function runWords(count: number): string {
  return `${counted(count, 'rule')} ${count === 1 ? 'runs' : 'run'}`
}

function installText(report: InstallReport, terminal: Terminal): string {
  const style = styleFor(terminal)
  const done = report.changed ? 'installed' : 'was installed already, and nothing in it has changed'
  const refused = report.refused.map(({ title, ...rule }) =>
    title === undefined ? rule : { ...rule, title },
  )
  return `${style.bold(report.pack)} ${done}: ${runWords(report.rules)}.\n${refusedText(refused, terminal)}`
}

async function list(parsed: ParsedArguments, terminal: Terminal): Promise<number> {
  const status = await readRules(parsed, terminal)
  if (flag(parsed, 'json')) terminal.out(`${JSON.stringify(status)}\n`)
  else terminal.out(listText(status, terminal))
  return 0
}

async function readRules(parsed: ParsedArguments, terminal: Terminal): Promise<RulesStatus> {
  const config = configOf(parsed, terminal)
  const { askRunningServer } = await import('@countersign/server/platform/control')
  try {
    const { control } = dataDirPaths(config.dataDir)
    return (await askRunningServer<PlatformStatus>(control, 'status')).rules
  } catch (error) {
    if (!isCountersignError(error, 'NOT_RUNNING')) throw error
  }
  const [{ withRulesOffline }, { openLog }, { rulesStatus }] = await Promise.all([
    import('@countersign/server/rules-offline'),
    import('@countersign/server/platform/log'),
    import('@countersign/server/status'),
  ])
  return await withRulesOffline(config, openLog('error'), async (opened) => rulesStatus(opened))
}

function listText({ packs, running, refused }: RulesStatus, terminal: Terminal): string {
  const style = styleFor(terminal)
  const width = Math.max(...packs.map(({ name }) => name.length))
  const lines = packs.map(
    ({ name, rules: count, origin, installedAt }) =>
      `${style.bold(name.padEnd(width))}  ${counted(count, 'rule').padEnd(12)}  ${installedAt.slice(0, 10)}  ${visibleText(origin, 200)}\n`,
  )
  const bad =
    refused.length === 0 ? '' : `; ${counted(refused.length, 'document')} refused (--json lists them)`
  return `${lines.join('')}${runWords(running)}${bad}.\n`
}

import type { RunningPlatform } from '@countersign/server/main'
import { type Config, configNames } from '@countersign/server/platform/config'
import { effectiveConfig } from '@countersign/server/platform/effective-config'
import { settingTable } from '@countersign/server/platform/setting-table'
import { version } from '@countersign/server/platform/version'
import {
  type Command,
  flag,
  type ParsedArguments,
  type Terminal,
  textOption,
  UsageError,
} from '../command.ts'
import { configOf, flagsOf } from '../data-option.ts'
import type { Demo } from '../demo/demo.ts'
import { type DemoOptions, demoDefaults, demoRateMax } from '../demo/demo-timeline.ts'

const settingOptions = Object.fromEntries(
  ['config', ...configNames].map((name) => [name, { type: 'string' as const }]),
)

export const start: Command = {
  name: 'start',
  summary: 'Starts the platform and prints its address and a one-time sign-in link.',
  usage: `countersign start [--config FILE] [--data DIR] [--port N] [--demo [--demo-rate N] [--demo-seed N]]

  --config FILE   settings in YAML, each under the name of its flag. Flags and environment win over it.
  --data DIR      where everything is kept. Default: /var/lib/countersign as root, else ~/.local/share/countersign.
  --port N        port to listen on; 0 takes any free one. Default: ${settingTable.port.default}.
  --demo          three simulated companies send their logs; kept apart, in data/demo of the checkout.
  --demo-rate N   lines a second they send together, 1 to ${demoRateMax}. Default: ${demoDefaults.eventsPerSecond}.
  --demo-seed N   another number, another day. Default: ${demoDefaults.seed}.

Every setting and limit of docs/limits.md can be given the same way. Ctrl+C stops it in order.
Exit code: 0 stopped as asked, 1 it could not start, 2 wrong use.`,
  options: {
    ...settingOptions,
    demo: { type: 'boolean' },
    'demo-rate': { type: 'string' },
    'demo-seed': { type: 'string' },
  },
  run,
}

async function run(parsed: ParsedArguments, terminal: Terminal): Promise<number> {
  const config = quietOnTerminal(configOf(parsed, terminal), parsed, terminal)
  const demo = flag(parsed, 'demo') ? demoOptions(parsed) : undefined
  const ending = terminal.interrupted()
  const { startPlatform } = await import('@countersign/server/main')
  const running = await startPlatform({ config })
  const stop = new AbortController()
  try {
    terminal.out(await greeting(running, config, whereabouts(parsed)))
    const streaming = demo === undefined ? undefined : runDemo(running, demo, stop.signal, terminal)
    await Promise.race([ending, ...(streaming === undefined ? [] : [streaming.then(() => ending)])])
  } finally {
    stop.abort()
    terminal.out('Stopping …\n')
    await running.stop()
  }
  return 0
}

/** A person at a terminal reads our lines; the server's own log is for machines, unless asked for. */
function quietOnTerminal(config: Config, parsed: ParsedArguments, terminal: Terminal): Config {
  const { settings } = effectiveConfig(terminal.environment, flagsOf(parsed, terminal))
  const asked = settings.some(({ name, origin }) => name === 'log-level' && origin.kind !== 'default')
  return asked || !terminal.isInteractive ? config : { ...config, logLevel: 'warn' }
}

/** The flags that find this server again, from another terminal. */
function whereabouts(parsed: ParsedArguments): string {
  const named = ['config', 'data'].flatMap((name) => {
    const value = textOption(parsed, name)
    return value === undefined ? [] : [` --${name} ${inShell(value)}`]
  })
  return `${named.join('')}${flag(parsed, 'demo') ? ' --demo' : ''}`
}

function inShell(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

async function greeting(running: RunningPlatform, config: Config, again: string): Promise<string> {
  return [
    `Countersign ${version} is running at ${running.url}`,
    `Sign in: ${await running.createSignInLink()}`,
    `The link works once, within ${config.limits.signInLinkTtlSeconds / 60} minutes; "npx countersign sign-in-link${again}" prints another.`,
    `Data: ${config.dataDir}    Stop: Ctrl+C`,
    '',
  ].join('\n')
}

async function runDemo(
  running: RunningPlatform,
  options: DemoOptions,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<void> {
  const { openDemo } = await import('../demo/demo.ts')
  try {
    const demo = await openDemo(running, options, signal)
    await tellHistory(demo, terminal)
    terminal.out(
      `Three simulated companies now send ${options.eventsPerSecond} lines a second; an attack story begins every ten minutes.\n`,
    )
    await demo.stream()
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

async function tellHistory(demo: Demo, terminal: Terminal): Promise<void> {
  const startedAt = performance.now()
  const lines = await demo.loadHistory()
  if (lines === 0) return
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  terminal.out(`Loaded ${lines.toLocaleString('en-GB')} lines of their past in ${seconds} s.\n`)
}

function demoOptions(parsed: ParsedArguments): DemoOptions {
  return {
    eventsPerSecond: wholeNumber(parsed, 'demo-rate', demoDefaults.eventsPerSecond, demoRateMax),
    seed: wholeNumber(parsed, 'demo-seed', demoDefaults.seed, 1_000_000),
  }
}

function wholeNumber(parsed: ParsedArguments, name: string, usual: number, max: number): number {
  const text = textOption(parsed, name)
  if (text === undefined) return usual
  if (/^\d{1,9}$/.test(text) && Number(text) >= 1 && Number(text) <= max) return Number(text)
  throw new UsageError(`--${name} is a whole number from 1 to ${max}.`)
}

import { placeOf } from '@countersign/server/platform/config-source'
import { type EffectiveSetting, effectiveConfig } from '@countersign/server/platform/effective-config'
import { type Command, flag, type ParsedArguments, type Terminal } from '../command.ts'
import { flagsOf } from '../data-option.ts'
import { start } from './start.ts'

export const config: Command = {
  name: 'config',
  summary: 'Prints the settings a server would start with, and where each comes from.',
  usage: `countersign config [--config FILE] [--<setting> VALUE …] [--all] [--json]

Takes every flag of "countersign start". Prints what was set; --all prints the defaults too. Secrets are not shown.
Exit code: 0 all valid, 2 a setting is not.`,
  options: { ...start.options, all: { type: 'boolean' }, json: { type: 'boolean' } },
  run,
}

async function run(parsed: ParsedArguments, terminal: Terminal): Promise<number> {
  const { settings, unread } = effectiveConfig(terminal.environment, flagsOf(parsed, terminal))
  if (flag(parsed, 'json')) {
    const variables = unread.map(({ variable, near }) => ({ variable, near }))
    terminal.out(`${JSON.stringify({ settings, unread: variables })}\n`)
    return 0
  }
  const shown = settings.filter(({ origin }) => origin.kind !== 'default' || flag(parsed, 'all'))
  terminal.out(shown.length === 0 ? 'Everything has its default; --all lists them.\n' : tableOf(shown))
  for (const { variable, near } of unread) {
    const advice = near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`
    terminal.error(`${variable} is set and nothing reads it.${advice}\n`)
  }
  return 0
}

function tableOf(settings: readonly EffectiveSetting[]): string {
  const nameWidth = Math.max(...settings.map(({ name }) => name.length))
  const valueWidth = Math.max(...settings.map(({ value }) => value.length))
  return settings
    .map(({ name, value, origin }) => {
      const from = origin.kind === 'default' ? 'default' : placeOf(name, origin)
      return `${name.padEnd(nameWidth)}  ${value.padEnd(valueWidth)}  ${from}\n`
    })
    .join('')
}

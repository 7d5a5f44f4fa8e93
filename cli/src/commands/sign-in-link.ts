import type { Command, ParsedArguments, Terminal } from '../command.ts'
import { dataDirOf } from '../data-option.ts'

export const signInLink: Command = {
  name: 'sign-in-link',
  summary: 'Asks the running server for a one-time sign-in link.',
  usage: `countersign sign-in-link [--config FILE] [--data DIR | --demo]

  --data DIR  data directory of the server. Default: as for "countersign start".
  --demo      the server that "countersign start --demo" started.

Whoever may read the data directory owns the server, and so gets in. The link works once, for 15 minutes.
Exit code: 0 printed, 1 no server runs there.`,
  options: { config: { type: 'string' }, data: { type: 'string' }, demo: { type: 'boolean' } },
  run,
}

async function run(parsed: ParsedArguments, terminal: Terminal): Promise<number> {
  const { askRunningServer } = await import('@countersign/server/platform/control')
  const { control } = dataDirOf(parsed, terminal)
  const { link } = await askRunningServer<{ readonly link: string }>(control, 'sign-in-link')
  terminal.out(`${link}\n`)
  return 0
}

import { visibleText } from '@countersign/explanation/hostile-text'
import { type Command, flag, type ParsedArguments, type Terminal, UsageError } from '../command.ts'
import { counted } from '../counted.ts'
import { openRuleBook, type RuleBook } from '../rule-book.ts'
import { styleFor } from '../style.ts'

export const rules: Command = {
  name: 'rules',
  summary: 'Checks Sigma rules, installs packs of them, lists what is installed.',
  usage: `countersign rules check <dir|tar.gz|file.yml>… [--json]

  check    loads the rules and says which cannot be used, and why. Exit code 1 when there are any.`,
  options: { json: { type: 'boolean' } },
  run: async (parsed, terminal) => {
    const [action, ...paths] = parsed.positionals
    if (action === 'check') return await check(paths, parsed, terminal)
    throw new UsageError(action === undefined ? 'Say what to do: check.' : `There is no "rules ${action}".`)
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
  const sum = (key: 'rules' | 'filters') => packs.reduce((total, pack) => total + pack[key], 0)
  return {
    loaded: base.rules.length,
    correlations: correlations.length,
    filters: sum('filters'),
    refused,
    packs,
  }
}

function checkText({ packs, refused }: RuleBook, terminal: Terminal): string {
  const style = styleFor(terminal)
  const loaded = packs.map(
    (pack) =>
      `${style.bold(pack.name)}: ${counted(pack.rules, 'rule')}, ${counted(pack.correlations, 'correlation')} and ${counted(pack.filters, 'filter')} loaded; ${pack.refused === 0 ? 'none refused' : `${pack.refused} refused`} (${pack.path})\n`,
  )
  const lines = refused.map(
    ({ pack, path, title, reason }) =>
      `  ${visibleText(`${pack}/${path}`, 200)}${title === undefined ? '' : `  ${style.faint(visibleText(title, 120))}`}\n      ${visibleText(reason, 300)}\n`,
  )
  const heading = lines.length === 0 ? '' : `\n${counted(lines.length, 'document')} cannot be used:\n`
  return `${loaded.join('')}${heading}${lines.join('')}`
}

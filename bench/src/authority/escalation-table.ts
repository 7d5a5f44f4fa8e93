/** `node bench/src/authority/escalation-table.ts`: the table of rules in docs/escalation.md, written from the rules themselves. */
import { readFileSync, writeFileSync } from 'node:fs'
import { awsRules } from '@countersign/authority/escalation/aws-rules'
import type { EscalationRule } from '@countersign/authority/escalation/escalation-rule'
import { kubernetesRules } from '@countersign/authority/escalation/kubernetes-rules'

const path = new URL('../../../docs/escalation.md', import.meta.url).pathname

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function awsRow({ id, title, needs, assumes }: EscalationRule): string {
  const actions = [...new Set(needs.map(({ action }) => `\`${action}\``))].join(', ')
  return row([`\`${id}\``, title, actions, assumes ?? ''])
}

const aws = [
  row(['id', 'the principal …', 'needs', 'taken to be so']),
  row(['---', '---', '---', '---']),
  ...awsRules.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(awsRow),
]

const kubernetes = [
  row(['id', 'the subject …', 'taken to be so']),
  row(['---', '---', '---']),
  ...kubernetesRules.map(({ id, title, assumes }) => row([`\`${id}\``, title, assumes ?? ''])),
]

const between = (name: string, lines: readonly string[], text: string): string =>
  text.replace(
    new RegExp(`(<!-- ${name} -->)[\\s\\S]*?(<!-- /${name} -->)`),
    (_, open: string, close: string) => `${open}\n\n${lines.join('\n')}\n\n${close}`,
  )

const text = readFileSync(path, 'utf8')
writeFileSync(path, between('kubernetes-rules', kubernetes, between('aws-rules', aws, text)))

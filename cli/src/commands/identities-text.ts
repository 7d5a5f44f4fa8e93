import { visibleText } from '@countersign/explanation/hostile-text'
import type { Terminal } from '../command.ts'
import { counted } from '../counted.ts'
import { type Style, styleFor } from '../style.ts'
import type { CredentialJson, IdentityJson } from './identities-json.ts'

const shownMax = 500
const gapsShownMax = 20
const credentialsShownMax = 4

/** A row for each identity, and beneath it who answers for it and what it signs in with. */
export function identitiesText(
  identities: readonly IdentityJson[],
  gaps: readonly string[],
  asOfMs: number,
  terminal: Pick<Terminal, 'hasColours' | 'columns'>,
): string {
  const style = styleFor(terminal)
  const shown = identities.slice(0, shownMax)
  const keyWidth = Math.min(
    Math.max(40, terminal.columns - 56),
    Math.max(...shown.map(({ key }) => key.length), 8),
  )
  const head = `${'IDENTITY'.padEnd(keyWidth)}  ${row('KIND', 'PROVIDER', 'STAGE', 'LAST USED')}`
  return [
    style.bold(summary(identities, asOfMs)),
    '',
    style.faint(head.trimEnd()),
    ...shown.map((identity) => identityText(identity, keyWidth, style)),
    ...(identities.length > shownMax
      ? [`${counted(identities.length - shownMax, 'more identity', 'more identities')}: --json has all.`]
      : []),
    ...gapLines(gaps, style),
    '',
  ].join('\n')
}

function summary(identities: readonly IdentityJson[], asOfMs: number): string {
  const ownerless = identities.filter(
    ({ accountable, kind }) => accountable.length === 0 && kind !== 'person',
  ).length
  const date = new Date(asOfMs).toISOString().slice(0, 10)
  return `${counted(identities.length, 'identity', 'identities')} as of ${date}, ${ownerless} with no owner known.`
}

function row(kind: string, provider: string, stage: string, used: string): string {
  return `${kind.padEnd(18)}  ${provider.padEnd(10)}  ${stage.padEnd(10)}  ${used}`
}

function identityText(identity: IdentityJson, keyWidth: number, style: Style): string {
  const key = visibleText(identity.key, 300)
  const kind = identity.kind === 'kubernetes-service-account' ? 'k8s service acc.' : identity.kind
  const used = identity.lastUsedAt?.slice(0, 10) ?? 'not known'
  const columns = row(kind, visibleText(identity.provider, 10), identity.stage, used)
  const first =
    key.length > keyWidth
      ? `${key}\n${' '.repeat(keyWidth)}  ${columns}`
      : `${key.padEnd(keyWidth)}  ${columns}`
  const credentials = credentialsText(identity.credentials)
  const others = identity.keys.filter((other) => other !== identity.key)
  const reason = identity.joinedBy[0]?.alias
  return [
    first.trimEnd(),
    style.faint(`    ${accountableText(identity)}`),
    ...(others.length === 0
      ? []
      : [
          style.faint(
            `    also ${others.map((other) => visibleText(other, 120)).join(', ')} (same ${reason?.kind}: ${visibleText(reason?.value ?? '', 120)})`,
          ),
        ]),
    ...(credentials === '' ? [] : [style.faint(`    ${credentials}`)]),
  ].join('\n')
}

function accountableText({ accountable, kind }: IdentityJson): string {
  if (accountable.length === 0)
    return kind === 'person' ? 'a person, who answers for themselves' : 'no owner known'
  return accountable
    .map(
      ({ role, key, confidence, evidence }) =>
        `${role} ${visibleText(key, 120)} (${confidence}: ${visibleText(evidence, 160)})`,
    )
    .join('; ')
}

function credentialsText(credentials: readonly CredentialJson[]): string {
  const shown = credentials.slice(0, credentialsShownMax).map(credentialText)
  const more = credentials.length - shown.length
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('; ')
}

function credentialText({ kind, id, ageDays, expiresAt, active }: CredentialJson): string {
  const age = ageDays === undefined ? [] : [`${counted(ageDays, 'day')} old`]
  const expiry = expiresAt === undefined ? [] : [`expires ${expiresAt.slice(0, 10)}`]
  const off = active === false ? ['switched off'] : []
  const facts = [...age, ...expiry, ...off].join(', ')
  return `${kind} ${visibleText(id, 120)}${facts === '' ? '' : ` (${facts})`}`
}

function gapLines(gaps: readonly string[], style: Style): readonly string[] {
  if (gaps.length === 0) return []
  const more = gaps.length - gapsShownMax
  return [
    '',
    `${style.bold('Not known')} (${gaps.length}):`,
    ...gaps.slice(0, gapsShownMax).map((gap) => `  ${visibleText(gap, 240)}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ]
}

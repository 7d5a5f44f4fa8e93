import type { AuthorityDecision, PolicyType } from '@countersign/explanation/explanation'
import { objectOf, textOf } from '@countersign/ocsf/fields'
import type { JsonObject } from '@countersign/ocsf/record'

/** The provider's own answer to a call, as its record gives it. */
export type Observed = Pick<AuthorityDecision, 'observed' | 'observedDenial'> & {
  /** The permission that was missing and on what, where the denial's text says so. */
  readonly refused?: { readonly action: string; readonly resource?: string }
}

/** Source: the services' "Common errors"; EC2 writes its own with a `Client.` or `Server.` before it. */
const denials: ReadonlySet<string> = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AuthorizationError',
  'AuthorizationErrorException',
  'UnauthorizedOperation',
  'UnauthorizedAccess',
  'UnauthorizedException',
  'NotAuthorized',
  'NotAuthorizedException',
  'ForbiddenException',
  'VpceAccessDenied',
  'KMS.AccessDeniedException',
])

/** Some services answer what an account has not subscribed to, or switched on, with the code of a denial. */
const otherwise = /access to the model|not subscribed|subscription required|is not enabled|opt[- ]?in/i

/** The call was let through, and failed or stopped for another reason. */
const afterwards: ReadonlySet<string> = new Set(['DryRunOperation'])

/** Undefined `observed` where the record does not tell: a call that failed otherwise may have failed before or after. */
export function observedOf(record: JsonObject): Observed {
  const code = textOf(record.errorCode)?.replace(/^(Client|Server)\./, '')
  if (code === undefined) {
    const failedLogin = textOf(objectOf(record.responseElements).ConsoleLogin) === 'Failure'
    return textOf(record.errorMessage) !== undefined || failedLogin ? {} : { observed: 'allowed' }
  }
  if (afterwards.has(code)) return { observed: 'allowed' }
  const text = textOf(record.errorMessage) ?? ''
  if (!denials.has(code) || (otherwise.test(text) && !/not authorized to perform/i.test(text))) return {}
  return { observed: 'denied', ...denialOf(code, text), ...refusedOf(text) }
}

const denialTextMaxChars = 1_000

/** Source: IAM User Guide, "Troubleshoot access denied error messages". */
const kinds: readonly (readonly [RegExp, PolicyType])[] = [
  [/identity-based policy/, 'identity'],
  [/resource-based policy/, 'resource'],
  [/permissions boundary/, 'boundary'],
  [/session policy/, 'session'],
  [/service control policy/, 'scp'],
  [/resource control policy/, 'rcp'],
  [/VPC endpoint policy/, 'endpoint'],
  [/role trust policy|trust policy/, 'trust'],
]

function denialOf(code: string, message: string): Pick<Observed, 'observedDenial'> {
  const reason = /\bbecause (.*?)(?=\. Encoded authorization|$)/s.exec(message)?.[1] ?? message
  const isEncoded = /Encoded authorization failure message/i.test(message)
  const explicit = /explicit deny/.test(reason)
  const implicit = /\bno [a-z -]*(?:policy|boundary) allows/i.test(reason)
  const policyType = kinds.find(([pattern]) => pattern.test(reason))?.[1]
  const plain = message
    .replace(/\s*Encoded authorization failure message:.*$/s, '')
    .slice(0, denialTextMaxChars)
  const hidden = isEncoded
    ? ' AWS encodes which statement decided; only its DecodeAuthorizationMessage tells.'
    : ''
  return {
    observedDenial: {
      text: `${plain === '' ? code : plain}${hidden}`,
      ...(explicit ? { denial: 'explicit' as const } : implicit ? { denial: 'implicit' as const } : {}),
      ...(policyType === undefined ? {} : { policyType }),
    },
  }
}

function refusedOf(message: string): Pick<Observed, 'refused'> {
  const action = /not authorized to perform: ([a-z0-9-]+:[A-Za-z0-9*]+)/.exec(message)?.[1]
  if (action === undefined) return {}
  const resource = /on resource: ("?)([^\s"]+)\1/.exec(message)?.[2]?.replace(/[.,]$/, '')
  return { refused: { action, ...(resource === undefined ? {} : { resource }) } }
}

import { policySetTextToParts, policyToJson } from '@cedar-policy/cedar-wasm/nodejs'

/** A tenant's own rule for its decision point: one Cedar policy, which permits or forbids. */
export type AccessPolicy = {
  readonly id: string
  /** Counts from 1; every change makes a new one. */
  readonly version: number
  readonly name: string
  readonly text: string
}

export type CheckedPolicy =
  | {
      readonly ok: true
      readonly effect: 'permit' | 'forbid'
      /** The one subject (`type:id`) that its head names; undefined: it may concern anybody. */
      readonly subject: string | undefined
    }
  | { readonly ok: false; readonly fault: string }

/** Whether a text is exactly one policy without slots, and whom it concerns. */
export function checkAccessPolicy(text: string): CheckedPolicy {
  const parts = policySetTextToParts(text)
  if (parts.type === 'failure') return { ok: false, fault: messagesOf(parts.errors) }
  const [only] = parts.policies
  if (only === undefined || parts.policies.length > 1 || parts.policy_templates.length > 0)
    return {
      ok: false,
      fault: `one policy without slots is wanted; here are ${parts.policies.length} policies and ${parts.policy_templates.length} templates`,
    }
  const parsed = policyToJson(only)
  if (parsed.type === 'failure') return { ok: false, fault: messagesOf(parsed.errors) }
  const { effect, principal } = parsed.json
  const names = principal.op === '==' && 'entity' in principal ? uidOf(principal.entity) : undefined
  return { ok: true, effect, subject: names?.type === 'Subject' ? names.id : undefined }
}

type Uid = { readonly type: string; readonly id: string }

function uidOf(entity: Uid | { readonly __entity: Uid }): Uid {
  return '__entity' in entity ? entity.__entity : entity
}

function messagesOf(errors: readonly { readonly message: string; readonly help: string | null }[]): string {
  return errors.map(({ message, help }) => (help === null ? message : `${message} (${help})`)).join('; ')
}

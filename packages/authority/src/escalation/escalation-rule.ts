/**
 * How one principal becomes another, or grants itself more: which actions on what, and what that yields. Rules are data;
 * the engine knows no service by name.
 */
export type EscalationRule = {
  /** Id of the path in the public catalogue (pathfinding.cloud), so that tools agree on what they speak of. */
  readonly id: string
  readonly category: EscalationCategory
  /** What it does, in a few words that complete "the principal …". */
  readonly title: string
  readonly target: RuleTarget
  readonly needs: readonly RuleNeed[]
  /** Taken to be so, because no snapshot tells. */
  readonly assumes?: string
}

export type EscalationCategory = 'self-escalation' | 'principal-access' | 'new-passrole' | 'existing-passrole'

export type RuleTarget =
  /** A role handed to a service that its trust policy admits. `made`: type of what then runs as the role. */
  | {
      readonly kind: 'passed-role'
      readonly services: readonly string[]
      readonly made: string
      /** EC2 takes a role only inside an instance profile. */
      readonly needsInstanceProfile?: true
      /** A stack set works through two roles: CloudFormation takes the first, and that one takes the target. */
      readonly throughAdministrationRole?: true
      /** The role is already the execution role of a resource of this type. */
      readonly ofExisting?: string
    }
  /** Something that runs as a role already; `roleMustDo`: what the role has to be able to do for it to work. */
  | { readonly kind: 'running'; readonly type: string; readonly roleMustDo?: string }
  | { readonly kind: 'user'; readonly state?: UserState }
  | {
      readonly kind: 'role'
      readonly yields: 'becomes' | 'controls'
      readonly trust: 'as-it-is' | 'rewritten'
    }
  /** A role, by way of a customer-managed policy attached to it. */
  | { readonly kind: 'policy-of-role'; readonly trust: 'as-it-is' | 'rewritten' }
  /** A role that trusts an identity provider outside AWS, for whoever stands outside. */
  | { readonly kind: 'federated-role' }
  | { readonly kind: 'controlled-user' }
  | { readonly kind: 'self'; readonly of: 'user' | 'role' }
  | { readonly kind: 'own-policy' }
  | { readonly kind: 'own-group' }
  | { readonly kind: 'group-to-join' }

/** What has to be so of a user; where the source does not tell, it is taken to be so and said. */
export type UserState = 'has-password' | 'has-no-password' | 'has-room-for-key' | 'has-two-keys'

export type RuleNeed = {
  readonly action: string
  readonly on: NeedPlace
  /** The call names a managed policy: it has to be one that is worth attaching. */
  readonly attachesPolicy?: true
}

export type NeedPlace =
  /** The principal, policy, group or resource that the rule is about. */
  | 'target'
  /** The managed policy of `policy-of-role` and `own-policy`. */
  | 'policy'
  /** Something the caller names freely; all needs with the same pattern have to agree on one name. */
  | { readonly made: string }
  /** A resource of this type that exists; all needs with the same type have to agree on one. */
  | { readonly existing: string; readonly pattern: string; readonly mustBeKnown?: true }

import { awsIdentityRules } from './aws-identity-rules.ts'
import { awsPassRoleRules } from './aws-passrole-rules.ts'
import { awsRunningRules } from './aws-running-rules.ts'
import type { EscalationRule } from './escalation-rule.ts'

/** Every AWS rule. */
export const awsRules: readonly EscalationRule[] = [
  ...awsIdentityRules,
  ...awsPassRoleRules,
  ...awsRunningRules,
]

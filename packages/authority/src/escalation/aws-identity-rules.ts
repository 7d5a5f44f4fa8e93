import type { EscalationRule, RuleNeed } from './escalation-rule.ts'

const on = (action: string): RuleNeed => ({ action, on: 'target' })
const attach = (action: string): RuleNeed => ({ action, on: 'target', attachesPolicy: true })
const assume = on('sts:AssumeRole')
const rewriteTrust = on('iam:UpdateAssumeRolePolicy')
const newVersion: RuleNeed = { action: 'iam:CreatePolicyVersion', on: 'policy' }

/** What a principal does to itself. */
const selfRules: readonly EscalationRule[] = [
  {
    id: 'iam-001',
    category: 'self-escalation',
    title: 'rewrites a managed policy that is attached to it',
    target: { kind: 'own-policy' },
    needs: [newVersion],
  },
  {
    id: 'iam-005',
    category: 'self-escalation',
    title: 'writes an inline policy for its own role',
    target: { kind: 'self', of: 'role' },
    needs: [on('iam:PutRolePolicy')],
  },
  {
    id: 'iam-007',
    category: 'self-escalation',
    title: 'writes an inline policy for its own user',
    target: { kind: 'self', of: 'user' },
    needs: [on('iam:PutUserPolicy')],
  },
  {
    id: 'iam-008',
    category: 'self-escalation',
    title: 'attaches a managed policy to its own user',
    target: { kind: 'self', of: 'user' },
    needs: [attach('iam:AttachUserPolicy')],
  },
  {
    id: 'iam-009',
    category: 'self-escalation',
    title: 'attaches a managed policy to its own role',
    target: { kind: 'self', of: 'role' },
    needs: [attach('iam:AttachRolePolicy')],
  },
  {
    id: 'iam-010',
    category: 'self-escalation',
    title: 'attaches a managed policy to a group it is in',
    target: { kind: 'own-group' },
    needs: [attach('iam:AttachGroupPolicy')],
  },
  {
    id: 'iam-011',
    category: 'self-escalation',
    title: 'writes an inline policy for a group it is in',
    target: { kind: 'own-group' },
    needs: [on('iam:PutGroupPolicy')],
  },
  {
    id: 'iam-013',
    category: 'self-escalation',
    title: 'puts itself into a group',
    target: { kind: 'group-to-join' },
    needs: [on('iam:AddUserToGroup')],
  },
]

/** What a principal does to another user. */
const userRules: readonly EscalationRule[] = [
  {
    id: 'iam-002',
    category: 'principal-access',
    title: 'makes an access key for a user',
    target: { kind: 'user', state: 'has-room-for-key' },
    needs: [on('iam:CreateAccessKey')],
  },
  {
    id: 'iam-003',
    category: 'principal-access',
    title: 'deletes an access key of a user, and makes one of its own',
    target: { kind: 'user', state: 'has-two-keys' },
    needs: [on('iam:CreateAccessKey'), on('iam:DeleteAccessKey')],
  },
  {
    id: 'iam-004',
    category: 'principal-access',
    title: 'gives a user a password',
    target: { kind: 'user', state: 'has-no-password' },
    needs: [on('iam:CreateLoginProfile')],
  },
  {
    id: 'iam-006',
    category: 'principal-access',
    title: 'changes the password of a user',
    target: { kind: 'user', state: 'has-password' },
    needs: [on('iam:UpdateLoginProfile')],
  },
  {
    id: 'iam-015',
    category: 'principal-access',
    title: 'attaches a managed policy to a user, and makes an access key for it',
    target: { kind: 'controlled-user' },
    needs: [attach('iam:AttachUserPolicy'), on('iam:CreateAccessKey')],
  },
  {
    id: 'iam-018',
    category: 'principal-access',
    title: 'writes an inline policy for a user, and makes an access key for it',
    target: { kind: 'controlled-user' },
    needs: [on('iam:PutUserPolicy'), on('iam:CreateAccessKey')],
  },
]

/** What a principal does to another role. */
const roleRules: readonly EscalationRule[] = [
  {
    id: 'sts-001',
    category: 'principal-access',
    title: 'assumes a role',
    target: { kind: 'role', yields: 'becomes', trust: 'as-it-is' },
    needs: [assume],
  },
  {
    id: 'sts-web-identity',
    category: 'principal-access',
    title: 'assumes a role with a token of its identity provider',
    target: { kind: 'federated-role' },
    needs: [on('sts:AssumeRoleWithWebIdentity')],
  },
  {
    id: 'iam-012',
    category: 'principal-access',
    title: 'rewrites whom a role trusts, and assumes it',
    target: { kind: 'role', yields: 'becomes', trust: 'rewritten' },
    needs: [rewriteTrust],
  },
  {
    id: 'iam-014',
    category: 'principal-access',
    title: 'attaches a managed policy to a role, and assumes it',
    target: { kind: 'role', yields: 'controls', trust: 'as-it-is' },
    needs: [attach('iam:AttachRolePolicy'), assume],
  },
  {
    id: 'iam-016',
    category: 'principal-access',
    title: 'rewrites a managed policy of a role, and assumes the role',
    target: { kind: 'policy-of-role', trust: 'as-it-is' },
    needs: [newVersion, assume],
  },
  {
    id: 'iam-017',
    category: 'principal-access',
    title: 'writes an inline policy for a role, and assumes it',
    target: { kind: 'role', yields: 'controls', trust: 'as-it-is' },
    needs: [on('iam:PutRolePolicy'), assume],
  },
  {
    id: 'iam-019',
    category: 'principal-access',
    title: 'attaches a managed policy to a role, rewrites whom it trusts, and assumes it',
    target: { kind: 'role', yields: 'controls', trust: 'rewritten' },
    needs: [attach('iam:AttachRolePolicy'), rewriteTrust],
  },
  {
    id: 'iam-020',
    category: 'principal-access',
    title: 'rewrites a managed policy of a role and whom the role trusts, and assumes it',
    target: { kind: 'policy-of-role', trust: 'rewritten' },
    needs: [newVersion, rewriteTrust],
  },
  {
    id: 'iam-021',
    category: 'principal-access',
    title: 'writes an inline policy for a role, rewrites whom it trusts, and assumes it',
    target: { kind: 'role', yields: 'controls', trust: 'rewritten' },
    needs: [on('iam:PutRolePolicy'), rewriteTrust],
  },
]

/** Users, groups, roles and their policies: what IAM and STS alone give away. */
export const awsIdentityRules: readonly EscalationRule[] = [...selfRules, ...userRules, ...roleRules]

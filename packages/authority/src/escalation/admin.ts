import { parseArn } from '../aws/arn.ts'
import type { PrincipalAuthority } from './access.ts'
import { decideAccess } from './decide-access.ts'
import { trustNaming } from './placed-statement.ts'

/**
 * Whoever may do all of these, on whatever it likes and without a condition, runs the account: changes what identities
 * may do, becomes any of them, runs code, reads what is stored. Judged by effect, so that an admin policy under a
 * boundary or beside a deny is not one, and two policies that add up to everything are.
 */
const adminProbes: readonly (readonly [action: string, resource: string])[] = [
  ['iam:AttachUserPolicy', 'user/*'],
  ['iam:PutUserPolicy', 'user/*'],
  ['iam:CreateAccessKey', 'user/*'],
  ['iam:CreateUser', 'user/*'],
  ['iam:AttachRolePolicy', 'role/*'],
  ['iam:PutRolePolicy', 'role/*'],
  ['iam:UpdateAssumeRolePolicy', 'role/*'],
  ['iam:CreateRole', 'role/*'],
  ['iam:PassRole', 'role/*'],
  ['iam:CreatePolicyVersion', 'policy/*'],
]

/** Probes beyond IAM: the name is one that no policy singles out. */
const reachProbes: readonly (readonly [action: string, arn: string])[] = [
  ['sts:AssumeRole', 'arn:PARTITION:iam::ACCOUNT:role/any'],
  ['s3:GetObject', 'arn:PARTITION:s3:::any/any'],
  ['ec2:RunInstances', 'arn:PARTITION:ec2:any:ACCOUNT:instance/any'],
  ['lambda:CreateFunction', 'arn:PARTITION:lambda:any:ACCOUNT:function:any'],
]

export function isAdmin(authority: PrincipalAuthority): boolean {
  const partition = parseArn(authority.arn)?.partition ?? 'aws'
  const { accountId } = authority
  const iam = adminProbes.map(([action, resource]) => {
    const arn = `arn:${partition}:iam::${accountId}:${resource.replace('*', 'any')}`
    return { action, target: { arn, accountId } }
  })
  const others = reachProbes.map(([action, pattern]) => {
    const arn = pattern.replace('PARTITION', partition).replace('ACCOUNT', accountId)
    // The probe for assuming asks about the caller's side alone: the role trusts the whole account.
    const policy =
      action === 'sts:AssumeRole' ? trustNaming(`arn:${partition}:iam::${accountId}:root`, arn) : []
    return { action, target: { arn, accountId, policy } }
  })
  return [...iam, ...others].every((request) => decideAccess(authority, request)?.unsure.length === 0)
}

import type { AwsRequest } from './aws-request.ts'

/** What organizations answers to accounts that do not run one (AWS Organizations API Reference). */
const openToMembers: ReadonlySet<string> = new Set(
  [
    'AcceptHandshake',
    'CreateOrganization',
    'DeclineHandshake',
    'DescribeHandshake',
    'DescribeOrganization',
    'LeaveOrganization',
    'ListHandshakesForAccount',
  ].map((name) => `organizations:${name}`.toLowerCase()),
)

/** Services that answer IAM identities only where the root user has let them (Billing User Guide, "IAM access to billing"). */
const billing: ReadonlySet<string> = new Set(
  `aws-portal billing budgets ce consolidatedbilling cur freetier invoicing payments purchase-orders tax`.split(
    ' ',
  ),
)

/**
 * Why policy alone does not settle a request: a setting of the account that no policy holds decides, too. Undefined where
 * policy is all there is. The root user is bound by none of these.
 */
export function beyondPolicy(
  { action, caller }: AwsRequest,
  result: 'allowed' | 'denied' | 'undetermined',
): string | undefined {
  if (result === 'undetermined' || caller.kind === 'root') return undefined
  const name = action.toLowerCase()
  const service = name.slice(0, name.indexOf(':'))
  if (result === 'denied')
    return name === 'iam:changepassword' && caller.kind === 'user'
      ? 'whether the account lets every user change its own password is not held'
      : undefined
  if (service === 'organizations' && !openToMembers.has(name))
    return 'whether the account manages its organization, or was delegated to, is not held'
  if (billing.has(service)) return 'whether the account lets IAM identities see its billing is not held'
  return undefined
}

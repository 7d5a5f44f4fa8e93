/** The parts of `arn:partition:service:region:account:resource`; a resource may itself hold colons. */
export type ArnParts = {
  readonly partition: string
  readonly service: string
  readonly region: string
  readonly accountId: string
  readonly resource: string
}

export function arnParts(arn: string): ArnParts | undefined {
  const [scheme, partition, service, region, accountId, ...rest] = arn.split(':')
  if (scheme !== 'arn' || partition === undefined || service === undefined) return undefined
  if (region === undefined || accountId === undefined || rest.length === 0) return undefined
  return { partition, service, region, accountId, resource: rest.join(':') }
}

/** The account of a principal as a policy may write it: an ARN, or twelve digits that mean the account's root. */
export function accountOf(principal: string): string | undefined {
  return /^\d{12}$/.test(principal) ? principal : arnParts(principal)?.accountId
}

/** `arn:aws:iam::…:root` or the bare account id: whoever in that account its own policies let. */
export function isAccountRoot(principal: string): boolean {
  return /^\d{12}$/.test(principal) || arnParts(principal)?.resource === 'root'
}

/** A session's ARN stands for its role: `assumed-role/NAME/SESSION` → `role/NAME`. A role's path is not in it. */
export function roleOfSession(
  arn: string,
): { readonly accountId: string; readonly name: string } | undefined {
  const parts = arnParts(arn)
  const [kind, name] = parts?.resource.split('/') ?? []
  return parts?.service === 'sts' && kind === 'assumed-role' && name !== undefined
    ? { accountId: parts.accountId, name }
    : undefined
}

/** Roles that a service or AWS SSO keeps: IAM refuses to let anybody else change or pass them. */
export function isReservedRole(arn: string): boolean {
  const resource = arnParts(arn)?.resource ?? ''
  return resource.startsWith('role/aws-service-role/') || resource.startsWith('role/aws-reserved/')
}

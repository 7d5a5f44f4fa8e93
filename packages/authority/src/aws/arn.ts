export type Arn = {
  readonly partition: string
  readonly service: string
  readonly region: string
  readonly accountId: string
  /** Everything after the fifth colon. */
  readonly resource: string
}

/** Cuts an ARN (`arn:partition:service:region:account:resource`); undefined for what is none. */
export function parseArn(text: string): Arn | undefined {
  const parts = text.split(':')
  if (parts.length < 6 || parts[0] !== 'arn') return undefined
  const [, partition = '', service = '', region = '', accountId = ''] = parts
  return { partition, service, region, accountId, resource: parts.slice(5).join(':') }
}

/** The account an ARN names, when it names one: ARNs of buckets do not. */
export function accountOfArn(text: string): string | undefined {
  const account = parseArn(text)?.accountId
  return account !== undefined && isAccountId(account) ? account : undefined
}

/** The account of a principal as a policy may write it: an ARN, or twelve digits that mean the account's root. */
export function accountOf(principal: string): string | undefined {
  return isAccountId(principal) ? principal : parseArn(principal)?.accountId
}

/** `arn:aws:iam::…:root` or the bare account id: whoever in that account its own policies let. */
export function isAccountRoot(principal: string): boolean {
  return isAccountId(principal) || parseArn(principal)?.resource === 'root'
}

/** A session's ARN stands for its role: `assumed-role/NAME/SESSION` → `role/NAME`. A role's path is not in it. */
export function roleOfSession(
  arn: string,
): { readonly accountId: string; readonly name: string } | undefined {
  const { service, accountId = '', resource = '' } = parseArn(arn) ?? {}
  const [kind, name] = resource.split('/')
  return service === 'sts' && kind === 'assumed-role' && name !== undefined ? { accountId, name } : undefined
}

/** Roles that a service or AWS SSO keeps: IAM refuses to let anybody else change or pass them. */
export function isReservedRole(arn: string): boolean {
  const { resource = '' } = parseArn(arn) ?? {}
  return resource.startsWith('role/aws-service-role/') || resource.startsWith('role/aws-reserved/')
}

function isAccountId(text: string): boolean {
  return /^\d{12}$/.test(text)
}

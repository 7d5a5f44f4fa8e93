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
  return account !== undefined && /^\d{12}$/.test(account) ? account : undefined
}

/** The role behind the ARN of one of its sessions. A path is not in it, so the role has to be looked up by name. */
export function roleNameOfSession(arn: string): string | undefined {
  const { service, resource } = parseArn(arn) ?? {}
  if (service !== 'sts' || !resource?.startsWith('assumed-role/')) return undefined
  return resource.split('/')[1]
}

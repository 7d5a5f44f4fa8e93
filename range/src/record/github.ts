import type { Random } from '../random.ts'
import type { LineAt } from '../range-record.ts'

export type GitHubAction = {
  readonly org: string
  readonly action: string
  readonly actor: string
  readonly actorIsBot?: boolean
  readonly repo?: string
  readonly sourceIp: string
  readonly userAgent?: string
  readonly more?: object
}

/** A GitHub organisation audit-log entry, as the streaming export writes it. */
export function gitHubAudit(random: Random, action: GitHubAction): LineAt {
  const documentId = random.token(22)
  const actorId = random.integer(10_000, 9_000_000)
  return (atMs) =>
    JSON.stringify({
      '@timestamp': atMs,
      _document_id: documentId,
      action: action.action,
      actor: action.actor,
      actor_id: actorId,
      actor_ip: action.sourceIp,
      actor_is_bot: action.actorIsBot ?? false,
      actor_location: { country_code: 'DE' },
      business: `${action.org}-enterprise`,
      created_at: atMs,
      operation_type: action.action.includes('create') ? 'create' : 'modify',
      org: action.org,
      org_id: 48_151_623,
      ...(action.repo && {
        repo: `${action.org}/${action.repo}`,
        repository: `${action.org}/${action.repo}`,
        public_repo: false,
      }),
      user_agent:
        action.userAgent ?? 'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0',
      ...action.more,
    })
}

/**
 * Every error the server answers with: a stable code, the HTTP status, a title, and what the reader does next.
 * docs/errors.md lists the same table and a test keeps the two together.
 */
export type ErrorEntry = {
  readonly status: number
  readonly title: string
  readonly next: string
}

const table = {
  // Requests
  REQUEST_INVALID: entry(
    400,
    'The request is not valid',
    'Correct the field named in the detail and send it again.',
  ),
  FILTER_INVALID: entry(
    400,
    'The search cannot be read',
    'Correct it at the character named in the detail; docs/search.md explains the language.',
  ),
  BODY_BROKEN: entry(
    400,
    'The body cannot be read',
    'Check the content type and encoding, then send it again.',
  ),
  SIGN_IN_NEEDED: entry(
    401,
    'Nobody is signed in',
    'Sign in at the console; who runs the server can make a link with "countersign sign-in-link".',
  ),
  SIGN_IN_WRONG: entry(
    401,
    'That did not sign you in',
    'Check the e-mail address, the password and the code, or ask an administrator for a new invitation.',
  ),
  SIGN_IN_STEP_SPENT: entry(
    401,
    'This sign-in took too long or was used',
    'Begin again at the sign-in page.',
  ),
  SSO_FAILED: entry(
    401,
    'Single sign-on did not succeed',
    'Begin again at the sign-in page; if it stays, an administrator finds the cause in the server log.',
  ),
  SSO_UNKNOWN_PERSON: entry(
    401,
    'Nobody here belongs to that account',
    'Ask an administrator to invite you with the e-mail address of that account.',
  ),
  API_KEY_WRONG: entry(401, 'The API key is not known', 'Check the key, or make a new one for the tenant.'),
  API_KEY_ENDED: entry(401, 'The API key was revoked or has expired', 'Make a new one for the tenant.'),
  API_KEY_MISSING: entry(
    401,
    'No API key was sent',
    'Make one for the tenant and send it as "Authorization: Bearer csk_…".',
  ),
  SIGN_IN_LINK_SPENT: entry(
    401,
    'The sign-in link is no longer valid',
    'Links work once, for 15 minutes. Run "countersign sign-in-link" for a new one.',
  ),
  SOURCE_KEY_MISSING: entry(
    401,
    'No source key was sent',
    'Send the source key as "Authorization: Bearer cs_…".',
  ),
  SOURCE_KEY_WRONG: entry(
    401,
    'The source key is not known',
    'Check the key, or create a source on the Sources page and use its key.',
  ),
  SOURCE_KEY_REVOKED: entry(
    401,
    'The source key was revoked',
    'Create a new source and give its key to the shipper.',
  ),
  CROSS_SITE_REFUSED: entry(
    403,
    'A write from another site was refused',
    'Use the console at its own address; scripts leave out the Origin header.',
  ),
  FORBIDDEN: entry(
    403,
    'Your role does not allow this',
    'Ask an operator administrator for the role named in the detail.',
  ),
  SIGN_IN_AGAIN: entry(
    403,
    'You signed in too long ago for this',
    'Sign out, sign in again and repeat it: it changes how you sign in.',
  ),
  SOURCE_FOREIGN: entry(
    403,
    'The key belongs to another source',
    'Send to the source that the key was created for.',
  ),
  NOT_FOUND: entry(
    404,
    'There is nothing here',
    'Check the address; it may also be outside the tenants you may see.',
  ),
  METHOD_NOT_ALLOWED: entry(
    405,
    'This address does not take this method',
    'See /api/openapi.json for what it takes.',
  ),
  TENANT_EXISTS: entry(409, 'A tenant with this id exists', 'Choose another id; ids are never reused.'),
  EMAIL_TAKEN: entry(
    409,
    'This e-mail address belongs to somebody',
    'Use another address, or invite the person who has it again.',
  ),
  LAST_ADMINISTRATOR: entry(
    409,
    'Nobody else could administer this server',
    'Make somebody else operator-admin of all tenants first.',
  ),
  CONFLICT: entry(409, 'Somebody else changed it first', 'Read it again and repeat the change.'),
  PRECONDITION_FAILED: entry(
    412,
    'It is not what you saw any more',
    'Read it again, and repeat the change with its new ETag if you still want it.',
  ),
  MAIL_NOT_SET_UP: entry(
    409,
    'This server sends no mail',
    'Ask the operator to set smtp-url and mail-from, or use a webhook.',
  ),
  BODY_TOO_LARGE: entry(
    413,
    'The body is larger than the limit',
    'Send smaller batches; the detail names the limit.',
  ),
  ANSWER_TOO_LARGE: entry(
    413,
    'The answer would be larger than the limit',
    'Ask for fewer items, a shorter span or a narrower search.',
  ),
  MEDIA_TYPE_UNSUPPORTED: entry(
    415,
    'This content type or encoding is not read',
    'Send one of the types named in the detail.',
  ),
  REGION_WALL: entry(
    421,
    'This server serves another region',
    'Send to the server of the region named in the detail.',
  ),
  IDEMPOTENCY_KEY_REUSED: entry(
    422,
    'The Idempotency-Key was used for another request',
    'Use a new key for every new request; repeat one only with the same body.',
  ),
  ACCENT_UNREADABLE: entry(
    422,
    'Not everybody could read this colour',
    'Take the colour named in the detail, or another with enough contrast.',
  ),
  LOGO_REFUSED: entry(
    422,
    'This picture cannot be the logo',
    'Send a PNG or WebP that does not move; docs/settings.md says how large.',
  ),
  PASSWORD_WEAK: entry(
    422,
    'The password is too easy to guess',
    'Choose a longer one; several words that do not belong together do well.',
  ),
  PASSKEY_REFUSED: entry(
    422,
    'The passkey was not accepted',
    'Try again; the detail says what was not right.',
  ),
  NOTIFICATION_TARGET_REFUSED: entry(
    422,
    'Notifications cannot be sent there',
    'Use an https address on the open internet; the operator can allow another one with webhook-allow.',
  ),
  SIGNAL_ADDRESS_REFUSED: entry(
    422,
    'Signals cannot be exchanged with that address',
    'Use an https address on the open internet; the operator can allow another one with webhook-allow.',
  ),
  LANGUAGE_MODEL_REFUSED: entry(
    422,
    'A language model cannot be asked at that address',
    'Use an https address on the open internet; the operator can allow another one with webhook-allow.',
  ),
  SIGNAL_SOURCE_INVALID: entry(
    422,
    'The signal source cannot be used',
    'Correct what the detail names; docs/signals.md says what a source needs.',
  ),
  RULE_PACK_UNREADABLE: entry(
    422,
    'The rule pack cannot be read',
    'Name a folder, a .yml file, a .tar.gz archive or a git address that this server can reach.',
  ),
  ACCESS_POLICY_INVALID: entry(
    422,
    'The access policy cannot be used',
    'Correct what the detail names: one Cedar policy without slots; docs/decision-point.md says what it can ask for.',
  ),
  RULE_INVALID: entry(
    422,
    'The rule or filter cannot be used',
    'Correct what the detail names; docs/rules.md says what is read and what is refused.',
  ),
  SIGN_IN_LOCKED: entry(
    429,
    'Too many failed sign-ins',
    'Wait for the seconds in Retry-After. A passkey or single sign-on works meanwhile.',
  ),
  RATE_LIMITED: entry(
    429,
    'Too many requests from this session or key',
    'Wait for the seconds in Retry-After; docs/limits.md names the limits.',
  ),
  SIGNAL_KEYS_UNREACHABLE: entry(
    503,
    'The keys of the transmitter cannot be had now',
    'Send the same security event token again; the detail says what stood in the way.',
  ),
  TOO_BUSY: entry(
    429,
    'The server takes no more at the moment',
    'Retry after the seconds in Retry-After; nothing of this request was stored.',
  ),
  // Stores
  EVIDENCE_UNKNOWN: entry(
    404,
    'There is no such evidence',
    'Check kind and ref; the list of entries names both.',
  ),
  EVIDENCE_WAITING: entry(
    503,
    'This entry is stored and not in the log yet',
    'Ask again in a few seconds; when it stays, the server log says what holds it up.',
  ),
  EVIDENCE_ELSEWHERE: entry(
    503,
    'This log is kept by another node',
    'Ask the node whose data directory holds the log named in the detail.',
  ),
  KEY_UNAVAILABLE: entry(
    503,
    'The tenant’s key is not available',
    'Whoever holds the key does not answer or has revoked it; nothing sealed with it can be read or written until it is back.',
  ),
  LAKE_DOWN: entry(
    503,
    'The lake cannot take or answer this now',
    'Nothing was stored. Retry; run "countersign doctor" when it stays.',
  ),
  LAKE_REFUSED: entry(
    500,
    'The lake refused the statement or batch',
    'This is a fault of the server: report it with the code and request id.',
  ),
  STATE_DOWN: entry(
    503,
    'The state store is not reachable',
    'Nothing was changed. Retry; run "countersign doctor" when it stays.',
  ),
  SHUTTING_DOWN: entry(
    503,
    'The server is stopping',
    'Retry; another server, or this one after its restart, will answer.',
  ),
  INTERNAL: entry(500, 'The server failed', 'Report it with the request id; the server log holds the cause.'),
  // Start
  CONFIG_INVALID: entry(
    500,
    'A setting is not valid',
    'Correct the setting named in the detail; docs/limits.md lists all.',
  ),
  DATA_DIR_LOCKED: entry(
    500,
    'Another process uses this data directory',
    'Stop the process named in the detail, or choose another --data directory.',
  ),
  BACKUP_TARGET_TAKEN: entry(
    500,
    'There is something at the place of the backup',
    'Name a folder that does not exist yet; a backup never overwrites one.',
  ),
  BACKUP_LAKE_ELSEWHERE: entry(
    500,
    'The lake is a ClickHouse server of its own',
    'Back up the state with --without-lake, then the lake with BACKUP DATABASE of ClickHouse: docs/operations.md says how.',
  ),
  BACKUP_FAILED: entry(
    500,
    'The backup could not be written',
    'Read the cause in the detail; nothing is left behind, so it can be repeated.',
  ),
  BACKUP_BROKEN: entry(
    500,
    'The backup cannot be used',
    'Nothing was changed. Use another backup; this one was changed or is not complete.',
  ),
  BACKUP_FOREIGN: entry(
    500,
    'The backup does not belong here',
    'Restore it with the region and a release that fit: the detail names what differs.',
  ),
  RESTORE_TARGET_TAKEN: entry(
    500,
    'There is data where the backup should go',
    'Name an empty --data directory (and an empty database); a restore never mixes with what is there.',
  ),
  RESTORE_UNFINISHED: entry(
    500,
    'A restore into this data directory did not end',
    'Empty the data directory and restore again.',
  ),
  NOT_RUNNING: entry(
    500,
    'No server runs on this data directory',
    'Start it with "countersign start", or name its --data directory.',
  ),
  DATA_DIR_UNUSABLE: entry(
    500,
    'The data directory cannot be used',
    'Choose a directory that this user may write, with --data.',
  ),
  LAKE_SCHEMA_NEWER: entry(
    500,
    'The lake was written by a newer version',
    'Start the newer version, or restore the data directory that fits this one.',
  ),
  MIGRATION_CHANGED: entry(
    500,
    'A migration that has run was changed',
    'Restore the file named in the detail; changes go into a new file.',
  ),
  MIGRATION_FAILED: entry(
    500,
    'A migration failed and was rolled back',
    'Read the cause in the detail; starting again resumes at this migration.',
  ),
  STATE_BINARIES_MISSING: entry(
    500,
    'No embedded PostgreSQL for this platform',
    'Run "npm install" with optional packages, or set COUNTERSIGN_STATE_URL.',
  ),
  STATE_PATH_UNREACHABLE: entry(
    500,
    'PostgreSQL cannot reach its directory',
    'Choose a --data directory outside closed folders, or do not start as root.',
  ),
  STATE_START_FAILED: entry(
    500,
    'The embedded PostgreSQL did not start',
    'Read the cause in the detail and in <data>/state/postgresql.log.',
  ),
  STATE_ROLE_UNSAFE: entry(
    500,
    'The application role could read past the tenant wall',
    'Use a role that is no superuser, has no BYPASSRLS and owns no table.',
  ),
  PORT_TAKEN: entry(500, 'The port is taken', 'Stop the other program or choose another --port.'),
} as const satisfies Readonly<Record<string, ErrorEntry>>

export type ErrorCode = keyof typeof table
export const errorTable: Readonly<Record<ErrorCode, ErrorEntry>> = table

function entry(status: number, title: string, next: string): ErrorEntry {
  return { status, title, next }
}

export type ErrorOptions = {
  readonly cause?: unknown
  /** Answered as Retry-After, whole seconds. */
  readonly retryAfterSeconds?: number
}

/** The one error type of the server. `detail` says what happened this time; it never holds a secret or log content. */
export class CountersignError extends Error {
  readonly code: ErrorCode
  readonly detail: string
  readonly retryAfterSeconds: number | undefined

  constructor(code: ErrorCode, detail: string, options: ErrorOptions = {}) {
    super(`${code}: ${detail}`, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'CountersignError'
    this.code = code
    this.detail = detail
    this.retryAfterSeconds = options.retryAfterSeconds
  }
}

export function isCountersignError(value: unknown, code?: ErrorCode): value is CountersignError {
  return value instanceof CountersignError && (code === undefined || value.code === code)
}

/** One line for a terminal: title, detail and what to do. */
export function describeError(error: unknown): string {
  if (!(error instanceof CountersignError)) return error instanceof Error ? error.message : String(error)
  const { title, next } = errorTable[error.code]
  return `${title}: ${error.detail}\n${next} (${error.code})`
}

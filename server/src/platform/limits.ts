/** Every limit of the server, with its unit in its name. Set by COUNTERSIGN_<NAME_IN_CAPITALS> or --<name-in-lower-case>. */
export type LimitEntry = {
  readonly default: number
  readonly min: number
  readonly max: number
  readonly what: string
}

const KiB = 1024
const MiB = 1024 * KiB
const GiB = 1024 * MiB
const minute = 60
const hour = 60 * minute
const day = 24 * hour

const table = {
  apiBodyMaxBytes: limit(1 * MiB, 1 * KiB, 64 * MiB, 'Body of one request to the API (not intake).'),
  apiRequestsPerMinute: limit(
    6000,
    10,
    1_000_000,
    'Requests of one session or API key, on each node; beyond it RATE_LIMITED.',
  ),
  apiWritesPerMinute: limit(1200, 10, 1_000_000, 'Those of them that write.'),
  signInRequestsPerMinute: limit(
    100,
    5,
    1_000_000,
    'Requests for signing in from one address (IPv6: one /64), on each node; beyond it RATE_LIMITED.',
  ),
  idempotencyKeptSeconds: limit(day, minute, 30 * day, 'An Idempotency-Key is remembered this long.'),
  idempotencyAnswerMaxBytes: limit(
    1 * MiB,
    1 * KiB,
    64 * MiB,
    'Largest answer that is kept for a repeated request.',
  ),
  headerMaxBytes: limit(16 * KiB, 4 * KiB, 256 * KiB, 'Headers of one request.'),
  requestTimeoutSeconds: limit(60, 1, hour, 'Receiving one request, from first to last byte.'),
  shutdownGraceSeconds: limit(20, 1, 10 * minute, 'Waiting for open requests when stopping.'),
  intakeBodyMaxBytes: limit(16 * MiB, 64 * KiB, 1 * GiB, 'Body of one intake request as sent (compressed).'),
  intakeInflatedMaxBytes: limit(
    64 * MiB,
    64 * KiB,
    4 * GiB,
    'Body of one intake request after decompression.',
  ),
  intakeLineMaxBytes: limit(
    1 * MiB,
    1 * KiB,
    64 * MiB,
    'One record; longer ones are kept as unparsed, cut at this length.',
  ),
  intakeDepthMax: limit(64, 8, 1000, 'Nesting of one record; deeper ones are kept as unparsed.'),
  intakeInFlightMaxBytes: limit(
    256 * MiB,
    1 * MiB,
    64 * GiB,
    'Bodies held in memory at once; beyond it intake answers 429.',
  ),
  intakeInflateRatioMax: limit(
    200,
    2,
    100_000,
    'Growth of a body by decompression; 4 MiB are allowed whatever the ratio.',
  ),
  intakeRecordMaxSeconds: limit(
    5,
    1,
    600,
    'Reading one record; then its worker is replaced and it is put aside.',
  ),
  intakeWorkerHeapMaxBytes: limit(512 * MiB, 64 * MiB, 16 * GiB, 'JavaScript heap of one worker thread.'),
  intakeWorkers: limit(2, 1, 64, 'Worker threads that parse and match.'),
  batchMaxRows: limit(50_000, 1, 1_000_000, 'Rows of one insert into the lake.'),
  batchMaxBytes: limit(64 * MiB, 64 * KiB, 1 * GiB, 'Bytes of one insert into the lake.'),
  batchWaitMilliseconds: limit(20, 0, 10_000, 'Waiting for more rows before a batch is written.'),
  intakeReceiptTtlSeconds: limit(
    hour,
    minute,
    7 * day,
    'A small batch that is sent again within this time is known to be the same.',
  ),
  lakeInsertsMax: limit(2, 1, 64, 'Inserts that run at once.'),
  lakeWaitingMax: limit(
    1000,
    1,
    100_000,
    'Inserts and queries that wait for their turn; beyond it LAKE_DOWN.',
  ),
  lakeQueriesMax: limit(4, 1, 64, 'Queries that run at once.'),
  lakeQueryMaxSeconds: limit(30, 1, hour, 'One query.'),
  lakeQueryMaxBytes: limit(512 * MiB, 16 * MiB, 64 * GiB, 'Memory of one query.'),
  lakeResultMaxRows: limit(
    100_000,
    1,
    10_000_000,
    'Rows of one answer; a larger answer is an error, never cut silently.',
  ),
  lakeMemoryMaxBytes: limit(
    1 * GiB,
    128 * MiB,
    256 * GiB,
    'Memory of the embedded engine (tracked allocations).',
  ),
  lakeRequestTimeoutSeconds: limit(60, 1, hour, 'One request to a ClickHouse server.'),
  stateConnectionsMax: limit(10, 2, 200, 'Connections to PostgreSQL for requests.'),
  stateWaitSeconds: limit(10, 1, 5 * minute, 'Waiting for a connection to PostgreSQL.'),
  stateStatementMaxSeconds: limit(30, 1, hour, 'One statement in PostgreSQL.'),
  stateRestartsMax: limit(5, 0, 100, 'Restarts of the embedded PostgreSQL within stateRestartWindowSeconds.'),
  stateRestartWindowSeconds: limit(60, 1, hour, 'Window for stateRestartsMax.'),
  signInLinkTtlSeconds: limit(15 * minute, 1, day, 'Life of a one-time sign-in link.'),
  sessionTtlSeconds: limit(12 * hour, minute, 30 * day, 'Life of a session.'),
  sessionIdleSeconds: limit(2 * hour, minute, 30 * day, 'Life of a session in which nothing is asked.'),
  freshSignInSeconds: limit(
    15 * minute,
    minute,
    day,
    'After signing in, ways to sign in can be changed for this long.',
  ),
  invitationTtlSeconds: limit(3 * day, minute, 30 * day, 'Life of an invitation.'),
  signInStepSeconds: limit(5 * minute, 30, hour, 'Between two steps of one sign-in.'),
  signInFailuresFree: limit(5, 1, 100, 'Failed sign-ins of one identity before it has to wait.'),
  signInLockMaxSeconds: limit(
    15 * minute,
    1,
    day,
    'Longest wait of an identity; it starts at one second and doubles with each failure.',
  ),
  passwordMinCharacters: limit(12, 8, 64, 'Shortest password.'),
  passwordChecksMax: limit(2, 1, 64, 'Passwords hashed at once; each takes 64 MiB.'),
  passwordChecksWaitingMax: limit(50, 1, 10_000, 'Sign-ins that wait for it; beyond it TOO_BUSY.'),
  passkeysMax: limit(20, 1, 100, 'Passkeys of one person.'),
  ssoRequestTimeoutSeconds: limit(10, 1, minute, 'One request to an identity provider.'),
  ssoDiscoveryKeptSeconds: limit(
    hour,
    1,
    day,
    'What an identity provider says of itself is kept this long; its keys are looked up as they change.',
  ),
  apiKeysMax: limit(100, 1, 10_000, 'API keys in use of one tenant.'),
  apiKeyTtlMaxDays: limit(365, 1, 3650, 'Longest life of an API key.'),
  sourceKeyCacheSeconds: limit(30, 0, hour, 'Source keys kept in memory after a look-up.'),
  sourceKeyCacheMax: limit(10_000, 10, 1_000_000, 'Source keys kept in memory.'),
  logoMaxBytes: limit(256 * KiB, 1 * KiB, 1 * MiB, 'Picture sent as a logo.'),
  logoSideMaxPixels: limit(2048, 16, 8192, 'Width or height of a logo.'),
  notificationChannelsMax: limit(50, 1, 1000, 'Notification channels of one tenant.'),
  notificationTimeoutSeconds: limit(10, 1, minute, 'One attempt to send a notification.'),
  notificationPauseMaxSeconds: limit(
    hour,
    1,
    day,
    'Longest pause of a channel after a failure; it starts at five seconds and doubles with each.',
  ),
  notificationGiveUpSeconds: limit(day, minute, 30 * day, 'A message that fails for longer is given up.'),
  notificationKeptDays: limit(90, 1, 3650, 'Messages are kept this long after they were sent or given up.'),
  signalStreamsMax: limit(50, 1, 10000, 'Streams of signals to receivers of one tenant.'),
  signalSourcesMax: limit(50, 1, 1000, 'Signal sources of one tenant.'),
  signalSetMaxBytes: limit(64 * KiB, 1 * KiB, 1 * MiB, 'One security event token as sent.'),
  signalAgeMaxSeconds: limit(
    7 * day,
    minute,
    90 * day,
    'A security event token that was issued longer ago is refused.',
  ),
  signalClockSkewSeconds: limit(
    5 * minute,
    0,
    hour,
    'How far ahead of ours the clock of a transmitter may be.',
  ),
  signalTimeoutSeconds: limit(10, 1, minute, 'One request to a receiver or transmitter of signals.'),
  signalPauseMaxSeconds: limit(
    hour,
    1,
    day,
    'Longest pause of a stream after a failure; it starts at five seconds and doubles with each.',
  ),
  signalGiveUpSeconds: limit(
    7 * day,
    minute,
    90 * day,
    'A signal that no receiver took for this long is given up.',
  ),
  signalKeptDays: limit(
    90,
    8,
    3650,
    'Signals are kept this long after they were sent, given up or received.',
  ),
  signalPollEverySeconds: limit(minute, 5, day, 'Pause between two polls of a signal source.'),
  signalPollMaxSets: limit(100, 1, 1000, 'Security event tokens of one poll, ours or a receiver’s.'),
  signalKeySetKeptSeconds: limit(
    5 * minute,
    1,
    day,
    'Keys of a transmitter are kept this long; an unknown key is looked up at once.',
  ),
  signalKeyOverlapSeconds: limit(
    7 * day,
    minute,
    90 * day,
    'A signing key that was replaced is shown to receivers this long.',
  ),
  rulePackMaxBytes: limit(64 * MiB, 64 * KiB, 1 * GiB, 'Rules of one pack, unpacked.'),
  rulePackMaxFiles: limit(20_000, 1, 1_000_000, 'Rule files of one pack.'),
  ruleFileMaxBytes: limit(1 * MiB, 1 * KiB, 16 * MiB, 'One rule file; larger ones are listed as skipped.'),
  rulePackFetchMaxSeconds: limit(2 * minute, 1, hour, 'Fetching a rule pack from a git address.'),
  ruleTestMaxEvents: limit(
    2_000_000,
    1000,
    1_000_000_000,
    'Events of one tenant that a test of a rule reads, the newest first.',
  ),
  ruleTestMaxSeconds: limit(hour, minute, day, 'One test of a rule on one tenant.'),
  ruleTestPageMaxSeconds: limit(60, 1, hour, 'A tested rule on 500 events; then it counts as too slow.'),
  ruleTestsWaitingMax: limit(5, 1, 1000, 'Tests of rules that wait or run for one tenant.'),
  correlationEverySeconds: limit(30, 5, hour, 'Pause between two passes of the correlations over a tenant.'),
  correlationSettleSeconds: limit(
    2 * minute,
    0,
    day,
    'Waiting for late events before the absence of an event counts as certain.',
  ),
  decisionBatchMax: limit(1000, 1, 10_000, 'Evaluations of one request to the decision point.'),
  decisionsWaitingMax: limit(20_000, 100, 1_000_000, 'Decisions that wait to be stored; beyond it TOO_BUSY.'),
  decisionPoliciesKeptSeconds: limit(
    30,
    1,
    hour,
    'Mandates and policies kept in memory; a change is told to every node at once.',
  ),
  decisionKeyKeptSeconds: limit(
    2,
    0,
    minute,
    'An API key of the decision point is asked for again after this time.',
  ),
  decisionsKeptDays: limit(365, 1, 36_500, 'Decisions are kept this long.'),
  accessPoliciesMax: limit(1000, 1, 100_000, 'Access policies of one tenant.'),
  accessEntitiesMax: limit(
    10_000,
    1,
    1_000_000,
    'Subjects, resources and actions in the directory of one tenant.',
  ),
  accessSearchMax: limit(2000, 10, 100_000, 'Entities that one page of a search asks about.'),
  stepUpTtlSeconds: limit(15 * minute, 10, day, 'Life of a question for somebody’s yes, and of the yes.'),
  stepUpsWaitingMax: limit(
    1000,
    1,
    100_000,
    'Such questions that wait in one tenant; beyond it none is asked.',
  ),
  mandatesMax: limit(10_000, 1, 1_000_000, 'Mandates of one tenant that are proposed or approved.'),
  mandateTtlMaxDays: limit(366, 1, 3650, 'Longest life of a mandate.'),
  mandateReviewDays: limit(90, 1, 3650, 'A mandate is looked at again after this time.'),
  mandateExpiringDays: limit(14, 1, 365, 'A mandate counts as expiring this long before its end.'),
  mandateWatchEverySeconds: limit(
    5 * minute,
    10,
    day,
    'Pause between two looks at whether identities keep to their mandates.',
  ),
  configurationMaxBytes: limit(
    32 * MiB,
    64 * KiB,
    256 * MiB,
    'Files of one pushed configuration, as the JSON body of the request.',
  ),
  configurationsMax: limit(200, 1, 10_000, 'Configurations of one tenant.'),
  configurationVersionsMax: limit(50, 2, 1000, 'Versions of one configuration that are kept.'),
  inventoryFoldEverySeconds: limit(
    60,
    5,
    hour,
    'Pause between two looks at which identities came up in the lake.',
  ),
  eventsKeptDays: limit(
    365,
    1,
    36_500,
    'Events are kept this long after they came, unless a tenant says otherwise.',
  ),
  unparsedKeptDays: limit(
    90,
    1,
    36_500,
    'Unparsed lines are kept this long, unless a tenant says otherwise.',
  ),
  findingsKeptDays: limit(730, 1, 36_500, 'Findings are kept this long, unless a tenant says otherwise.'),
  incidentsKeptDays: limit(
    1095,
    1,
    36_500,
    'Resolved incidents are kept this long after their last change, unless a tenant says otherwise.',
  ),
  auditKeptDays: limit(1095, 90, 36_500, 'Entries of the audit trail are kept this long.'),
  retentionEverySeconds: limit(
    6 * hour,
    minute,
    7 * day,
    'Pause between two deletions of what is past its time.',
  ),
  investigationQuestionSeconds: limit(
    20,
    1,
    10 * minute,
    'One question of an investigation; then its answer is unknown.',
  ),
  investigationSettleSeconds: limit(
    30,
    1,
    hour,
    'An incident that changes is investigated once it has rested this long.',
  ),
  languageModelTimeoutSeconds: limit(60, 1, 10 * minute, 'One request to the language model.'),
  languageModelAnswerMaxBytes: limit(256 * KiB, 1 * KiB, 16 * MiB, 'One answer of the language model.'),
  languageModelClaimsMax: limit(100, 1, 1000, 'Claims given to the language model at once.'),
  pageMaxRows: limit(500, 10, 10_000, 'Rows of one page of an answer.'),
} as const satisfies Readonly<Record<string, LimitEntry>>

export type LimitName = keyof typeof table
export type Limits = Readonly<Record<LimitName, number>>
export const limitTable: Readonly<Record<LimitName, LimitEntry>> = table

export const defaultLimits: Limits = Object.fromEntries(
  Object.entries(limitTable).map(([name, { default: value }]) => [name, value]),
) as Limits

function limit(value: number, min: number, max: number, what: string): LimitEntry {
  return { default: value, min, max, what }
}

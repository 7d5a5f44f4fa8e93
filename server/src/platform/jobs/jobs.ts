import type pg from 'pg'
import { fromKysely, PgBoss } from 'pg-boss'
import type { Log } from '../log.ts'
import type { StateTransaction } from '../state/state.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import { traced } from '../trace/traced.ts'

/** What a job carries. The tenant is the first field of every stored payload. */
export type JobData = Readonly<Record<string, unknown>>

export type Job<Data extends JobData> = {
  readonly jobId: string
  readonly data: Data
  /** 0 at the first try. */
  readonly attempt: number
  /** Aborted when the server stops or the job's time is up. */
  readonly signal: AbortSignal
}

export type QueueOptions = {
  /** Tries after the first one, with growing pauses. Default 3. */
  readonly retryMax?: number
  /** A job that runs longer is given to somebody else. Default 300. */
  readonly expireSeconds?: number
  /** Jobs of this queue that run at once in this process. Default 1. */
  readonly runningMax?: number
  /** At most one waiting and one running per key: for passes over a tenant that need no second in line. */
  readonly oncePerKey?: boolean
}

export type SendOptions = {
  /** The job is stored exactly when this transaction commits. */
  readonly tx?: StateTransaction
  readonly key?: string
  readonly startAfterSeconds?: number
}

/** Work that outlives a request and a crash. Kept in PostgreSQL; claimed by one process at a time, at least once. */
export type Jobs = {
  /** Declares a queue and who works on it. The handler must be repeatable: a crash runs it again. */
  readonly work: <Data extends JobData>(
    queue: string,
    options: QueueOptions,
    handler: (tenantId: TenantId, job: Job<Data>) => Promise<void>,
  ) => Promise<void>
  /** False when a job of this key is already waiting (oncePerKey). */
  readonly send: (tenantId: TenantId, queue: string, data: JobData, options?: SendOptions) => Promise<boolean>
  /** Sends one job per tenant and period, whichever process comes first. Returns the function that ends it. */
  readonly every: (
    queue: string,
    seconds: number,
    tenantIds: () => Promise<readonly TenantId[]>,
  ) => () => void
  readonly close: () => Promise<void>
}

const schema = 'pgboss'
const connectionsMax = 4
const closeGraceMilliseconds = 15_000
/**
 * A notified queue otherwise falls back to a poll every 30 s while it has a backlog
 * (pg-boss 12 `notifyPollingIntervalSeconds`).
 */
const pollSeconds = 1

/** How often jobs of a process that died are looked for; they count as dead after heartbeatSeconds without a sign. */
const defaultSuperviseSeconds = 15
const heartbeatSeconds = 30

type Stored = { readonly tenantId: TenantId; readonly data: JobData }

/** Starts pg-boss in its own schema, as the application role, which owns that schema and no other. */
export async function openJobs(
  login: pg.ClientConfig,
  log: Log,
  superviseSeconds = defaultSuperviseSeconds,
): Promise<Jobs> {
  const { connectionString, host, user, database } = login
  const connection = connectionString === undefined ? { host, user, database } : { connectionString }
  const boss = new PgBoss({
    ...(connection as object),
    schema,
    max: connectionsMax,
    useListenNotify: true,
    // Its spans hold messages of errors, which quote data; ours are `job <queue>`.
    openTelemetry: { enabled: false },
    superviseIntervalSeconds: superviseSeconds,
    monitorIntervalSeconds: superviseSeconds,
  })
  boss.on('error', (error) => log.warn({ err: error }, 'jobs'))
  await boss.start()
  const timers = new Set<NodeJS.Timeout>()

  const send: Jobs['send'] = async (tenantId, queue, data, options = {}) => {
    const stored: Stored = { tenantId, data }
    const jobId = await boss.send(queue, stored, {
      singletonKey: `${tenantId}/${options.key ?? ''}`,
      ...(options.startAfterSeconds === undefined ? {} : { startAfter: options.startAfterSeconds }),
      ...(options.tx === undefined ? {} : { db: fromKysely(options.tx) }),
    })
    return jobId !== null
  }

  return {
    send,
    work: async (queue, options, handler) => {
      await boss.createQueue(queue, queueSettings(options))
      const settings = {
        batchSize: 1,
        includeMetadata: true as const,
        localConcurrency: options.runningMax ?? 1,
        pollingIntervalSeconds: pollSeconds,
        notifyPollingIntervalSeconds: pollSeconds,
      }
      await boss.work<Stored>(queue, settings, async (batch) => {
        for (const { id, data, retryCount, signal } of batch) {
          const job = { jobId: id, data: data.data as never, attempt: retryCount, signal }
          await traced(`job ${queue}`, { attempt: retryCount }, () => handler(data.tenantId, job))
        }
      })
    },
    every: (queue, seconds, tenantIds) => {
      const pass = () =>
        sendToAll(send, queue, tenantIds).catch((error) => log.warn({ err: error, queue }, 'jobs'))
      const timer = setInterval(pass, seconds * 1000)
      timers.add(timer)
      void pass()
      return () => {
        clearInterval(timer)
        timers.delete(timer)
      }
    },
    close: async () => {
      for (const timer of timers) clearInterval(timer)
      await boss.stop({ graceful: true, timeout: closeGraceMilliseconds })
    },
  }
}

function queueSettings({ retryMax = 3, expireSeconds = 300, oncePerKey = false }: QueueOptions) {
  return {
    policy: oncePerKey ? 'stately' : 'standard',
    retryLimit: retryMax,
    retryDelay: 1,
    retryBackoff: true,
    expireInSeconds: expireSeconds,
    heartbeatSeconds,
    notify: true,
  }
}

async function sendToAll(
  send: Jobs['send'],
  queue: string,
  tenantIds: () => Promise<readonly TenantId[]>,
): Promise<void> {
  for (const tenantId of await tenantIds()) await send(tenantId, queue, {})
}

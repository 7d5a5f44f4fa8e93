import { CountersignError } from '../../platform/errors.ts'
import type { LakeBatch } from '../../platform/lake/lake.ts'
import type { Log } from '../../platform/log.ts'
import type { RuleSet, RuleSource } from '../ports.ts'
import { type BatchJob, type BatchResult, type FromWorker, notReading } from './batch.ts'
import { openSlot, type Slot, type SlotSettings } from './slot.ts'

export type RulesState = {
  /** Version that every worker matches with; undefined until all have it. */
  readonly version: string | undefined
  readonly rules: number
  readonly refusedRules: number
}

/** Worker threads that read batches. A dead worker is replaced, and its batch is read again without the culprit. */
export type WorkerPool = {
  /** Errors: INTERNAL when the batch cannot be read at all, SHUTTING_DOWN after `close`. */
  readonly read: (job: BatchJob) => Promise<BatchResult>
  /** Returns the memory of rows that have been written. */
  readonly giveBack: (inserts: readonly LakeBatch[]) => void
  readonly rules: () => RulesState
  readonly close: () => Promise<void>
}

export type PoolSettings = SlotSettings & {
  readonly workers: number
  readonly recordMaxSeconds: number
  readonly rules: RuleSource
  readonly log: Log
}

type Task = {
  readonly job: BatchJob
  readonly resolve: (result: BatchResult) => void
  readonly reject: (error: unknown) => void
}

type Seat = {
  readonly slot: Slot
  ready: (FromWorker & { readonly kind: 'ready' }) | undefined
  task: Task | undefined
  seenFrame: number
  stuckTicks: number
  memoryReturned: number
}

/** A batch with more culprits than this is no accident. */
const poisonMax = 8
/** Bodies that are read first; decompressed they are still no large batch. */
export const quickBodyMaxBytes = 32 * 1024
const ticksPerSecond = 4
const restartPauseMilliseconds = 1000

export function openPool(settings: PoolSettings): WorkerPool {
  const { log } = settings
  // A few lines never wait for more than one of the large batches in front of them.
  const quick: Task[] = []
  const waiting: Task[] = []
  const seats = new Set<Seat>()
  let rules: RuleSet = settings.rules.current()
  let closed = false

  const dispatch = (): void => {
    for (const seat of seats) {
      if (waiting.length + quick.length === 0) return
      if (seat.ready === undefined || seat.task !== undefined) continue
      seat.task = (quick.shift() ?? waiting.shift()) as Task
      seat.stuckTicks = 0
      seat.slot.send({ kind: 'batch', job: seat.task.job })
    }
  }
  /** One worker after the other takes new rules, so that batches go on meanwhile. */
  const renewRules = (): void => {
    const all = [...seats]
    if (all.some(({ ready }) => ready === undefined)) return
    const behind = all.find(({ ready, task }) => ready?.rulesVersion !== rules.version && task === undefined)
    if (behind === undefined) return
    behind.ready = undefined
    behind.slot.send({ kind: 'rules', rules })
  }
  const onMessage = (seat: Seat, message: FromWorker): void => {
    if (message.kind === 'ready') seat.ready = message
    else {
      const { task } = seat
      seat.task = undefined
      if (message.kind === 'result') task?.resolve(message.result)
      else {
        log.error({ failure: message.message }, 'a batch could not be read')
        task?.reject(new CountersignError('INTERNAL', 'a batch could not be read'))
      }
    }
    renewRules()
    dispatch()
  }
  const onEnd = (seat: Seat, why: string): void => {
    seats.delete(seat)
    if (closed) return
    log.error({ why, frame: seat.slot.frame() }, 'a worker ended; its batch is read again')
    if (seat.task !== undefined) requeue(waiting, seat.task, seat.slot.frame())
    // A worker that dies while it takes the rules would die again at once.
    setTimeout(() => closed || addSeat(), seat.ready === undefined ? restartPauseMilliseconds : 0)
  }
  const addSeat = (): void => {
    const seat: Seat = {
      slot: openSlot(settings, rules, {
        message: (message) => onMessage(seat, message),
        end: (why) => onEnd(seat, why),
      }),
      ready: undefined,
      task: undefined,
      seenFrame: notReading,
      stuckTicks: 0,
      memoryReturned: 0,
    }
    seats.add(seat)
  }

  for (let count = 0; count < settings.workers; count++) addSeat()
  const watchdog = setInterval(() => {
    for (const seat of seats) watch(seat, settings.recordMaxSeconds * ticksPerSecond)
  }, 1000 / ticksPerSecond)
  watchdog.unref()
  const stopListening = settings.rules.onChange((next) => {
    rules = next
    renewRules()
  })
  return {
    read: (job) => {
      if (closed) return Promise.reject(new CountersignError('SHUTTING_DOWN', ''))
      return new Promise<BatchResult>((resolve, reject) => {
        const line = job.body.bytes <= quickBodyMaxBytes ? quick : waiting
        line.push({ job, resolve, reject })
        dispatch()
      })
    },
    giveBack: (inserts) => {
      const buffers = inserts.flatMap(({ rows: { buffer } }) =>
        buffer instanceof SharedArrayBuffer ? buffer : [],
      )
      const [seat] = [...seats].sort((a, b) => a.memoryReturned - b.memoryReturned)
      if (seat === undefined || buffers.length === 0) return
      seat.memoryReturned++
      seat.slot.send({ kind: 'memory', buffers })
    },
    rules: () => rulesOf([...seats], rules.version),
    close: async () => {
      closed = true
      clearInterval(watchdog)
      stopListening()
      const open = [...quick.splice(0), ...waiting.splice(0), ...[...seats].flatMap(({ task }) => task ?? [])]
      for (const { reject } of open) reject(new CountersignError('SHUTTING_DOWN', ''))
      await Promise.all([...seats].map(({ slot }) => slot.end()))
    },
  }
}

/** Counts looks and not time: a machine that slept must not cost a worker its life. */
function watch(seat: Seat, ticksMax: number): void {
  if (seat.task === undefined) return
  const frame = seat.slot.frame()
  seat.stuckTicks = frame === seat.seenFrame ? seat.stuckTicks + 1 : 0
  seat.seenFrame = frame
  if (seat.stuckTicks > ticksMax) void seat.slot.end()
}

/** First in line again, without the record that was being read. */
function requeue(waiting: Task[], task: Task, frame: number): void {
  const { job } = task
  if (frame === notReading || job.poison.length >= poisonMax) {
    task.reject(new CountersignError('INTERNAL', 'a batch ended its workers'))
    return
  }
  waiting.unshift({ ...task, job: { ...job, poison: [...job.poison, frame] } })
}

function rulesOf(seats: readonly Seat[], wanted: string): RulesState {
  const ready = seats.flatMap(({ ready: state }) => state ?? [])
  const all = ready.length > 0 && ready.length === seats.length
  const version = all && ready.every(({ rulesVersion }) => rulesVersion === wanted) ? wanted : undefined
  const [first] = ready
  return { version, rules: first?.rules ?? 0, refusedRules: first?.refusedRules ?? 0 }
}

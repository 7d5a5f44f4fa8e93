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
  const seats = new Seats(settings)
  return {
    read: (job) => seats.read(job),
    giveBack: (inserts) => seats.giveBack(inserts),
    rules: () => seats.rulesState(),
    close: () => seats.close(),
  }
}

/** Owns the threads: who sits where, what waits, and which rules they have. */
class Seats {
  private readonly settings: PoolSettings
  private readonly seats = new Set<Seat>()
  // A few lines never wait for more than one of the large batches in front of them.
  private readonly quick: Task[] = []
  private readonly waiting: Task[] = []
  private readonly watchdog: NodeJS.Timeout
  private readonly stopListening: () => void
  private rules: RuleSet
  private closed = false

  constructor(settings: PoolSettings) {
    this.settings = settings
    this.rules = settings.rules.current()
    for (let count = 0; count < settings.workers; count++) this.addSeat()
    this.watchdog = setInterval(() => {
      for (const seat of this.seats) watch(seat, settings.recordMaxSeconds * ticksPerSecond)
    }, 1000 / ticksPerSecond)
    this.watchdog.unref()
    this.stopListening = settings.rules.onChange((next) => {
      this.rules = next
      this.renewRules()
    })
  }

  read(job: BatchJob): Promise<BatchResult> {
    if (this.closed) return Promise.reject(new CountersignError('SHUTTING_DOWN', ''))
    return new Promise<BatchResult>((resolve, reject) => {
      const line = job.body.bytes <= quickBodyMaxBytes ? this.quick : this.waiting
      line.push({ job, resolve, reject })
      this.dispatch()
    })
  }

  giveBack(inserts: readonly LakeBatch[]): void {
    const buffers = inserts.flatMap(({ rows: { buffer } }) =>
      buffer instanceof SharedArrayBuffer ? buffer : [],
    )
    const [seat] = [...this.seats].sort((left, right) => left.memoryReturned - right.memoryReturned)
    if (seat === undefined || buffers.length === 0) return
    seat.memoryReturned++
    seat.slot.send({ kind: 'memory', buffers })
  }

  rulesState(): RulesState {
    return rulesOf([...this.seats], this.rules.version)
  }

  async close(): Promise<void> {
    this.closed = true
    clearInterval(this.watchdog)
    this.stopListening()
    const seated = [...this.seats].flatMap(({ task }) => task ?? [])
    const open = [...this.quick.splice(0), ...this.waiting.splice(0), ...seated]
    for (const { reject } of open) reject(new CountersignError('SHUTTING_DOWN', ''))
    await Promise.all([...this.seats].map(({ slot }) => slot.end()))
  }

  private addSeat(): void {
    const seat: Seat = {
      slot: openSlot(this.settings, this.rules, {
        message: (message) => this.onMessage(seat, message),
        end: (why) => this.onEnd(seat, why),
      }),
      ready: undefined,
      task: undefined,
      seenFrame: notReading,
      stuckTicks: 0,
      memoryReturned: 0,
    }
    this.seats.add(seat)
  }

  private dispatch(): void {
    for (const seat of this.seats) {
      if (this.waiting.length + this.quick.length === 0) return
      if (seat.ready === undefined || seat.task !== undefined) continue
      seat.task = (this.quick.shift() ?? this.waiting.shift()) as Task
      seat.stuckTicks = 0
      seat.slot.send({ kind: 'batch', job: seat.task.job })
    }
  }

  /** One worker after the other takes new rules, so that batches go on meanwhile. */
  private renewRules(): void {
    const all = [...this.seats]
    if (all.some(({ ready }) => ready === undefined)) return
    const behind = all.find(
      ({ ready, task }) => ready?.rulesVersion !== this.rules.version && task === undefined,
    )
    if (behind === undefined) return
    behind.ready = undefined
    behind.slot.send({ kind: 'rules', rules: this.rules })
  }

  private onMessage(seat: Seat, message: FromWorker): void {
    if (message.kind === 'ready') seat.ready = message
    else this.finish(seat, message)
    this.renewRules()
    this.dispatch()
  }

  private finish(seat: Seat, message: Exclude<FromWorker, { readonly kind: 'ready' }>): void {
    const { task } = seat
    seat.task = undefined
    if (message.kind === 'result') {
      task?.resolve(message.result)
      return
    }
    this.settings.log.error({ failure: message.message }, 'a batch could not be read')
    task?.reject(new CountersignError('INTERNAL', 'a batch could not be read'))
  }

  private onEnd(seat: Seat, why: string): void {
    this.seats.delete(seat)
    if (this.closed) return
    this.settings.log.error({ why, frame: seat.slot.frame() }, 'a worker ended; its batch is read again')
    if (seat.task !== undefined) requeue(this.waiting, seat.task, seat.slot.frame())
    // A worker that dies while it takes the rules would die again at once.
    const pause = seat.ready === undefined ? restartPauseMilliseconds : 0
    setTimeout(() => this.closed || this.addSeat(), pause)
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

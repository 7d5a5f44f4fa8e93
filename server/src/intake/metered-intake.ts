import { type Metrics, secondsBuckets } from '../platform/metrics/metric.ts'
import { traced } from '../platform/trace/traced.ts'
import type { Intake } from './service.ts'
import type { BatchDone, Framing } from './worker/batch.ts'

const receivers = ['ingest', 'elastic', 'hec', 'otlp'] as const
type Receiver = (typeof receivers)[number]
const byReceiver = { receiver: receivers } as const

/** Bytes and rows of at most so many tenants are told apart. */
const tenantsMax = 500

/** Counts what is received. With `showTenants` also by tenant. */
export function meteredIntake(intake: Intake, metrics: Metrics, showTenants: boolean): Intake {
  const seconds = metrics.histogram({
    name: 'countersign_intake_batch_seconds',
    help: 'From a whole body in memory to all of it durable.',
    labels: byReceiver,
    buckets: secondsBuckets,
  })
  const count = intakeCounters(metrics, showTenants)
  let open = 0
  addIntakeGauges(intake, metrics, () => open)
  return {
    ...intake,
    receive: async (source, delivery) => {
      const receiver = receiverOf(delivery.framing)
      const { bytes } = delivery.body
      const started = performance.now()
      open += 1
      try {
        const done = await traced('intake.receive', { receiver, bytes }, () =>
          intake.receive(source, delivery),
        )
        count(receiver, source.tenantId, bytes, done)
        return done
      } finally {
        open -= 1
        seconds.observe((performance.now() - started) / 1000, { receiver })
      }
    },
  }
}

type Count = (receiver: Receiver, tenantId: string, bytes: number, done: BatchDone) => void

function intakeCounters(metrics: Metrics, showTenants: boolean): Count {
  const counter = (what: string, help: string) =>
    metrics.counter({ name: `countersign_intake_${what}_total`, help, labels: byReceiver })
  const received = counter('bytes', 'Bodies as sent, of batches that are durable.')
  const events = counter('events', 'Events made durable.')
  const unparsed = counter('unparsed', 'Lines kept because they could not be read.')
  const findings = counter('findings', 'Findings of the fast lane.')
  const perTenant = showTenants
    ? metrics.counter({
        name: 'countersign_tenant_events_total',
        help: 'Events made durable, by tenant.',
        labels: { tenant: { valuesMax: tenantsMax } },
      })
    : undefined
  return (receiver, tenantId, bytes, { counts }) => {
    received.add(bytes, { receiver })
    events.add(counts.events, { receiver })
    unparsed.add(counts.unparsed, { receiver })
    findings.add(counts.findings, { receiver })
    perTenant?.add(counts.events, { tenant: tenantId })
  }
}

function addIntakeGauges(intake: Intake, metrics: Metrics, open: () => number): void {
  metrics.gauge({
    name: 'countersign_intake_held_bytes',
    help: 'Bodies held in memory; at intakeInFlightMaxBytes receivers answer 429.',
    read: () => [{ value: intake.room.inFlight.bytes(), labels: {} }],
  })
  metrics.gauge({
    name: 'countersign_intake_batches_open',
    help: 'Batches that wait to be read or written.',
    read: () => [{ value: open(), labels: {} }],
  })
  metrics.gauge({
    name: 'countersign_rules',
    help: 'Rules of the fast lane: running, and refused by the engine.',
    labels: { state: ['running', 'refused'] },
    read: () => {
      const { rules, refusedRules } = intake.rules()
      return [
        { value: rules, labels: { state: 'running' } },
        { value: refusedRules, labels: { state: 'refused' } },
      ]
    },
  })
}

function receiverOf(framing: Framing): Receiver {
  if (framing === 'elastic-bulk') return 'elastic'
  if (framing.startsWith('hec-')) return 'hec'
  return framing.startsWith('otlp-') ? 'otlp' : 'ingest'
}

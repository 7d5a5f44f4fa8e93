import type { Family } from './exposition.ts'

/** Values a label may have. Anything else counts as `other`, so a label never grows with what is sent to us. */
export type LabelValues = readonly string[] | { readonly valuesMax: number }
export type LabelSets<Label extends string> = Readonly<Record<Label, LabelValues>>
export type Labels<Label extends string> = Readonly<Record<Label, string>>

/** `name` follows the Prometheus conventions: `countersign_`, the unit, `_total` for a counter. */
export type Described<Label extends string> = {
  readonly name: string
  readonly help: string
  readonly labels?: LabelSets<Label>
}

/** Only ever grows. */
export type Counter<Label extends string> = { readonly add: (amount: number, labels: Labels<Label>) => void }

/** Seconds, bytes or rows, counted into buckets. */
export type Histogram<Label extends string> = {
  readonly observe: (value: number, labels: Labels<Label>) => void
}

export type Reading<Label extends string> = { readonly value: number; readonly labels: Labels<Label> }

export type Gauge<Label extends string> = Described<Label> & {
  /** Asked when somebody reads. One that fails is left out, and counted. */
  readonly read: () => readonly Reading<Label>[] | Promise<readonly Reading<Label>[]>
}

/** What a feature counts with. Registering a name twice is a fault of ours and throws. */
export type Metrics = {
  readonly counter: <Label extends string>(metric: Described<Label>) => Counter<Label>
  readonly histogram: <Label extends string>(
    metric: Described<Label> & { readonly buckets: readonly number[] },
  ) => Histogram<Label>
  readonly gauge: <Label extends string>(metric: Gauge<Label>) => void
  /** A gauge that only grows, kept by somebody else: restarts, say. */
  readonly counted: <Label extends string>(metric: Gauge<Label>) => void
  readonly families: () => Promise<readonly Family[]>
  /** Everything in the Prometheus text format 0.0.4. */
  readonly text: () => Promise<string>
}

/** Latencies from a cached answer to a request that timed out. */
export const secondsBuckets: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

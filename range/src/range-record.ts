/** One line a simulated system wrote, in its native format. */
export type RangeRecord = {
  readonly tenantId: string
  /** Name of the source that ships it: `cloudtrail`, `github`, … */
  readonly source: string
  readonly atMs: number
  readonly line: string
  /** Ground truth: the attack story and step this line belongs to. Never sent to the platform. */
  readonly story?: { readonly id: string; readonly step: string }
}

/** A piece of work as its systems log it: each item `afterMs` the work began. */
export type Trace = readonly {
  readonly afterMs: number
  readonly source: string
  readonly line: LineAt
  readonly step?: string
}[]

/** Writes the line once its time is known. */
export type LineAt = (atMs: number) => string

/** One thing a framework asks for, under an id of its own. */
export type FrameworkControl = {
  /** Unique within its framework: `au-6`, `3.2.3.c`, `21.2.b`. */
  readonly id: string
  /** As people write it: `AU-6`, `3.2.3(c)`. */
  readonly label: string
  readonly title: string
  /** Where it stands in its source: `Annex, point 3.2.3(c)`. */
  readonly reference: string
  /** The section or family it is listed under. */
  readonly group: string
  readonly parentId?: string
  /** It only introduces others: it asks for nothing itself and is not counted. */
  readonly isHeading: boolean
}

export type FrameworkGroup = { readonly id: string; readonly title: string }

/** A selection that the framework's own issuer made: a baseline. */
export type FrameworkBaseline = {
  readonly id: string
  readonly title: string
  readonly controlIds: readonly string[]
}

export type FrameworkSource = {
  readonly title: string
  readonly url: string
  /** Which release or consolidated version was read. */
  readonly release: string
  readonly licence: string
}

export type Framework = {
  readonly id: string
  readonly title: string
  readonly issuer: string
  readonly source: FrameworkSource
  /** In one sentence, what is counted and what is not. */
  readonly counting: string
  readonly groups: readonly FrameworkGroup[]
  readonly controls: readonly FrameworkControl[]
  readonly baselines: readonly FrameworkBaseline[]
}

/** What coverage is stated against: everything that asks for something, never only what we have evidence for. */
export function countedControls(framework: Framework): readonly FrameworkControl[] {
  return framework.controls.filter(({ isHeading }) => !isHeading)
}

/**
 * The counted controls of a baseline, or of the whole framework when none is named.
 * @throws RangeError when the framework has no such baseline
 */
export function controlsOf(framework: Framework, baselineId?: string): readonly FrameworkControl[] {
  const counted = countedControls(framework)
  if (baselineId === undefined) return counted
  const baseline = framework.baselines.find(({ id }) => id === baselineId)
  if (baseline === undefined) throw new RangeError(`${framework.id} has no baseline ${baselineId}`)
  const chosen = new Set(baseline.controlIds)
  return counted.filter(({ id }) => chosen.has(id))
}

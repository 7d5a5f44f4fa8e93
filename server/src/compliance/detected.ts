import { controlsForTechnique, type TechniqueControls } from '@countersign/oscal/attack/technique-controls'

/** What a rule detected at a tenant within `detectedDays`, and the ATT&CK techniques that it names. */
export type Detected = {
  readonly ruleId: string
  readonly title: string
  /** `T1078.004`. */
  readonly techniqueIds: readonly string[]
  readonly findings: number
  readonly lastMs: number
}

export const detectedDays = 30

/** The detections about a control of 800-53 release 5: those with a technique that the control mitigates. Newest first. */
export function detectedFor(
  table: TechniqueControls,
  controlId: string,
  detected: readonly Detected[],
): readonly Detected[] {
  return detected
    .map((one) => ({
      ...one,
      techniqueIds: one.techniqueIds.filter((id) => controlsForTechnique(table, id).includes(controlId)),
    }))
    .filter(({ techniqueIds }) => techniqueIds.length > 0)
    .toSorted((a, b) => b.lastMs - a.lastMs)
}

/** Techniques that Sigma tags name: `attack.t1078.004`. Tactics and groups are none. */
export function techniquesOf(tags: readonly string[]): readonly string[] {
  return tags.flatMap((tag) => {
    const [, id] = /^attack\.(t\d{4}(?:\.\d{3})?)$/i.exec(tag) ?? []
    return id === undefined ? [] : [id.toUpperCase()]
  })
}

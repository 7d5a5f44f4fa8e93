/**
 * Which NIST SP 800-53 r5 controls mitigate which ATT&CK technique. Derived from the mappings of the Center for
 * Threat-Informed Defense (Apache-2.0, see frameworks/attack/NOTICE): only objects of type `mitigates` that name a control.
 */
export type TechniqueControls = {
  readonly source: string
  readonly attackVersion: string
  /** Control ids as OSCAL writes them, sorted: `ac-2`, `si-4`. */
  readonly controls: ReadonlyMap<string, readonly string[]>
}

/** The file of this table: technique id → control ids. */
export type TechniqueControlsFile = {
  readonly source: string
  readonly attackVersion: string
  readonly techniques: Readonly<Record<string, readonly string[]>>
}

export function readTechniqueControls(file: TechniqueControlsFile): TechniqueControls {
  return { ...file, controls: new Map(Object.entries(file.techniques)) }
}

/**
 * The controls that a detection of this technique is evidence about: exactly those mapped to it. A sub-technique does not
 * take its parent's controls, nor the other way round, because the mapping is made for each by itself.
 */
export function controlsForTechnique(table: TechniqueControls, technique: string): readonly string[] {
  return table.controls.get(technique.toUpperCase()) ?? []
}

/** The controls that a set of techniques reaches, each once, sorted. */
export function controlsForTechniques(
  table: TechniqueControls,
  techniques: readonly string[],
): readonly string[] {
  const found = new Set(techniques.flatMap((technique) => controlsForTechnique(table, technique)))
  return [...found].sort()
}

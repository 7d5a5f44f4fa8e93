import type { EvidenceRef, Explanation } from '@countersign/explanation/explanation'

/** The folder that all these files lie below, with its slash; empty when there is none in common. */
export function commonFolder(files: readonly string[]): string {
  const [first = '', ...others] = files
  let end = first.lastIndexOf('/') + 1
  for (const file of others) {
    while (end > 0 && !file.startsWith(first.slice(0, end))) end = first.lastIndexOf('/', end - 2) + 1
  }
  return first.slice(0, end)
}

/** The same explanation with file names shortened for a person's eyes; what it says and its id stay. */
export function withShortPaths(explanation: Explanation, folder: string): Explanation {
  if (folder === '') return explanation
  const shorten = (cites: readonly EvidenceRef[]) => cites.map((cite) => shortCite(cite, folder))
  const { claims, authority } = explanation
  return {
    ...explanation,
    claims: claims.map((claim) => ({ ...claim, cites: shorten(claim.cites) })),
    ...(authority === undefined
      ? {}
      : {
          authority: {
            ...authority,
            hops: authority.hops.map((hop) => ({ ...hop, cites: shorten(hop.cites) })),
          },
        }),
  }
}

function shortCite(cite: EvidenceRef, folder: string): EvidenceRef {
  const { locator } = cite
  if (locator === undefined || !locator.file.startsWith(folder)) return cite
  return { ...cite, locator: { ...locator, file: locator.file.slice(folder.length) } }
}

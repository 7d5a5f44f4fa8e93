import type { EvidenceRef, Explanation } from '@countersign/explanation/explanation'

/** The folder that all these files lie below, with its slash; empty when there is none in common. */
export function commonFolder(files: readonly string[]): string {
  const [first = '', ...others] = files
  let folder = parentOf(first)
  for (const file of others) while (!file.startsWith(folder)) folder = parentOf(folder.slice(0, -1))
  return folder
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1)
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
            chain: authority.chain.map((hop) => ({ ...hop, cites: shorten(hop.cites) })),
          },
        }),
  }
}

function shortCite(cite: EvidenceRef, folder: string): EvidenceRef {
  const { locator } = cite
  if (locator === undefined || !locator.file.startsWith(folder)) return cite
  return { ...cite, locator: { ...locator, file: locator.file.slice(folder.length) } }
}

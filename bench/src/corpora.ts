import { existsSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

const besideTheCheckout = new URL('../../../shared/corpora', import.meta.url).pathname

/** Public data with known answers. It is not part of the project: some of its licences forbid that. */
export const corporaRoot: string = process.env.COUNTERSIGN_CORPORA ?? besideTheCheckout

/** The path of a set (`detection/sigma-rules.tar.gz`), or undefined when it is not on this machine. */
export function corpus(path: string): string | undefined {
  const whole = join(corporaRoot, path)
  return existsSync(whole) ? whole : undefined
}

/** Why a test or a score is left out, and what to do about it. */
export function missingCorpus(path: string): string {
  return `${path} is not here: put the corpora beside the checkout (../shared/corpora) or set COUNTERSIGN_CORPORA; docs/conformance.md says where each set comes from`
}

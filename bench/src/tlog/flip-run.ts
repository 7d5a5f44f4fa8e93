import { type FlipOutcome, flipTrial, specimen } from '@countersign/tlog/test-flip-trial'
import { seededRandom } from '@countersign/tlog/test-log'

/** `count` single bits turned over, half in a log that was closed, half in one that crashed. 0 when all were detected and none served. */
export async function flipRun(count: number): Promise<number> {
  const specimens = [await specimen('closed'), await specimen('crashed')]
  const outcomes: Record<FlipOutcome, number> = { refused: 0, reported: 0, mended: 0 }
  const failures: string[] = []
  for (let seed = 0; seed < count; seed++) {
    const one = specimens[seed % specimens.length]
    if (one === undefined) break
    try {
      outcomes[await flipTrial(one, seededRandom(seed))]++
    } catch (error) {
      failures.push(`seed ${seed}: ${(error as Error).message}`)
    }
  }
  for (const failure of failures) console.log(failure)
  const { refused, reported, mended } = outcomes
  console.log(
    `${count} bits: ${mended} mended, ${reported} reported by name, ${refused} kept the log from opening, ${failures.length} served or unnoticed`,
  )
  return failures.length === 0 ? 0 : 1
}

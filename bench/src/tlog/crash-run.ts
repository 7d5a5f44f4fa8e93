import { crashTrial } from '@countersign/tlog/test-crash-trial'

/** At least `count` simulated crashes. 0 when no trial lost an entry or signed two roots for one size. */
export async function crashRun(count: number): Promise<number> {
  let [crashes, seed] = [0, 0]
  const failures: string[] = []
  for (; crashes < count; seed++) {
    try {
      crashes += await crashTrial(seed)
    } catch (error) {
      failures.push(`seed ${seed}: ${(error as Error).message}`)
    }
  }
  for (const failure of failures) console.log(failure)
  console.log(
    `${crashes} crashes in ${seed} logs: ${failures.length} logs lost an entry or signed two roots for one size`,
  )
  return failures.length === 0 ? 0 : 1
}

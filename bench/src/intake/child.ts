import { type ChildProcess, spawn } from 'node:child_process'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A child of ours that says what it has to say as one line of JSON. */
export type Child<T> = { readonly process: ChildProcess; readonly said: Promise<T> }

export function startChild<T>(script: URL, args: readonly string[], input = ''): Child<T> {
  const child = spawn(process.execPath, [fileURLToPath(script), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.end(input)
  const said = new Promise<T>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line) as T))
    child.once('exit', (code) =>
      reject(new Error(`${fileURLToPath(script)} ended with ${code} and said nothing`)),
    )
  })
  return { process: child, said }
}

/** Ends a child cleanly and waits for it. */
export async function endChild({ process: child }: Child<unknown>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
}

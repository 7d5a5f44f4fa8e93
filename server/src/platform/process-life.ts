import { readFileSync } from 'node:fs'
import process from 'node:process'

/** False for a zombie too: it holds nothing any more, and a container without an init process never removes it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  const [state] = statFields(pid) ?? []
  return state !== 'Z' && state !== 'X'
}

/** The boot and the start in clock ticks since then: a process id alone is reused. Empty where /proc is missing. */
export function processStart(pid: number): string {
  const started = statFields(pid)?.[19]
  if (started === undefined) return ''
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${started}`
}

/** Fields of proc_pid_stat(5) from the third on; the second is a name that may hold anything. */
function statFields(pid: number): readonly string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}

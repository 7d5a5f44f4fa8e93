import { readdirSync, readFileSync } from 'node:fs'

/** What a process and all its children use. */
export type TreeUse = {
  readonly processes: number
  readonly residentBytes: number
  /** Shared pages counted once, by share. */
  readonly proportionalBytes: number
  /** User and system time since each of them started. */
  readonly cpuSeconds: number
}

const ticksPerSecond = 100

/** Linux only: reads /proc. */
export function treeUse(rootPid: number): TreeUse {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const parents = new Map(all.flatMap((pid) => parentOf(pid)))
  const members = all.filter((pid) => descendsFrom(parents, pid, String(rootPid)))
  const uses = members.flatMap(useOf)
  const sum = (pick: (use: TreeUse) => number) => uses.reduce((total, use) => total + pick(use), 0)
  return {
    processes: uses.length,
    residentBytes: sum((use) => use.residentBytes),
    proportionalBytes: sum((use) => use.proportionalBytes),
    cpuSeconds: sum((use) => use.cpuSeconds),
  }
}

function descendsFrom(parents: ReadonlyMap<string, string>, pid: string, root: string): boolean {
  for (let at: string | undefined = pid; at !== undefined; at = parents.get(at)) if (at === root) return true
  return false
}

function parentOf(pid: string): readonly (readonly [string, string])[] {
  const fields = statFields(pid)
  return fields?.[1] === undefined ? [] : [[pid, fields[1]]]
}

/** Fields of proc_pid_stat(5) from the third on; a process may end while it is looked at. */
function statFields(pid: string): readonly string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}

function useOf(pid: string): readonly TreeUse[] {
  const fields = statFields(pid)
  if (fields === undefined) return []
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    const bytes = (name: string) =>
      Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(rollup)?.[1] ?? 0) * 1024
    const cpuSeconds = (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
    return [{ processes: 1, residentBytes: bytes('Rss'), proportionalBytes: bytes('Pss'), cpuSeconds }]
  } catch {
    return []
  }
}

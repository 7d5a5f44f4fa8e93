/** Test code: a register in memory. */
import type { EgressRegister, Passage, PassageEnd } from './egress-gate.ts'

export type MemoryRegister = EgressRegister & {
  readonly passages: readonly Passage[]
  readonly ends: readonly PassageEnd[]
}

export function memoryRegister(): MemoryRegister {
  const passages: Passage[] = []
  const ends: PassageEnd[] = []
  return {
    passages,
    ends,
    open: async (passage) => void passages.push(passage),
    end: async (_, end) => void ends.push(end),
  }
}

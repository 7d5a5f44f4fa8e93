import type { MakeKernel } from '../kernel/kernel.ts'
import { type EntityState, type Reading, readingStream } from '../model/reading-stream.ts'
import type { SequenceModel } from '../model/sequence-model.ts'
import { inOrder } from '../sequence/intent-event.ts'
import type { TrainingEvent } from '../sequence/training-data.ts'

/** Reads whole histories, one tenant after the other; every reading is told once and then reused. */
export function readHistories(
  model: SequenceModel,
  tenants: readonly (readonly TrainingEvent[])[],
  makeKernel: MakeKernel,
  tell: (event: TrainingEvent, reading: Reading) => void,
): void {
  const stream = readingStream(model, makeKernel)
  for (const events of tenants) {
    const entities = new Map<string, EntityState>()
    for (const event of inOrder(events)) {
      const state = entities.get(event.entity) ?? stream.newEntity()
      entities.set(event.entity, state)
      tell(event, stream.read(state, model.vocabulary.numberOf(event.type), event.timeMs))
    }
  }
}

/** Entry of the thread that checks OSCAL documents: a set in, its faults out. */
import { parentPort } from 'node:worker_threads'
import { referenceFaults } from '@countersign/oscal/check/reference-faults'
import type { NamedDocument } from '@countersign/oscal/emit/emit-documents'
import { schemaFaults } from '@countersign/oscal/read/schema-faults'
import type { CheckAnswer, CheckRequest, SetFault } from './check-thread.ts'
import { writtenVersion } from './tenant-system.ts'

parentPort?.on('message', ({ id, documents }: CheckRequest) => {
  parentPort?.postMessage({ id, faults: faultsOf(documents) } satisfies CheckAnswer)
})

/** References are followed only in a set whose documents are well formed. */
function faultsOf(documents: readonly NamedDocument[]): readonly SetFault[] {
  const malformed = documents.flatMap(({ name, document }) =>
    schemaFaults(document, writtenVersion).map((fault) => ({ document: name, ...fault })),
  )
  if (malformed.length > 0) return malformed
  return referenceFaults({ documents, isComplete: true }).map(({ document, pointer, sentence }) => ({
    document,
    pointer,
    sentence,
  }))
}

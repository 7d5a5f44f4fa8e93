import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JudgeBook } from '@countersign/intent/judge/judge-book'
import type { Learned } from '@countersign/intent/learn/learning'
import { modelBytes, modelHash, readModel } from '@countersign/intent/model/sequence-model'
import { UsageError } from '../command.ts'

const modelFile = 'model.bin'
const bookFile = 'book.json'

/** Writes what was learned into a folder: the model's file, and the book as JSON. */
export function writeLearned(folder: string, { model, book }: Learned): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, modelFile), modelBytes(model))
  writeFileSync(join(folder, bookFile), `${JSON.stringify(book)}\n`)
}

export function readLearned(folder: string): Learned {
  try {
    const model = readModel(readFileSync(join(folder, modelFile)))
    const book = JSON.parse(readFileSync(join(folder, bookFile), 'utf8')) as JudgeBook
    if (modelHash(model) !== book.modelHash) throw new RangeError('the book was made with another model')
    return { model, book }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new UsageError(
      `${folder} holds nothing learned that can be used (${why}). Make it with "countersign intent train".`,
    )
  }
}

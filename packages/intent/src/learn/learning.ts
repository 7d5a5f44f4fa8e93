import type { JudgeBook } from '../judge/judge-book.ts'
import type { MakeKernel } from '../kernel/kernel.ts'
import { modelBytes, readModel, type SequenceModel } from '../model/sequence-model.ts'
import { resumeTraining, startTraining, type Training, type TrainingProgress } from '../model/training.ts'
import { type Fold, foldsOf, type TenantHistory } from './folds.ts'
import { type BookOptions, learnBook } from './learn-book.ts'

export type LearningOptions = BookOptions & {
  readonly seed: number
  readonly epochs?: number
  readonly hidden?: number
  readonly base?: SequenceModel
}

/** A model and all that verdicts on its readings are made with. */
export type Learned = { readonly model: SequenceModel; readonly book: JudgeBook }

export type LearningProgress = TrainingProgress & {
  /** Which model is being trained, of how many: one for each fold of the calibration, and the last for use. */
  readonly round: number
  readonly rounds: number
}

/** Learning in small steps: `step` until it answers undefined, then `result`. */
export type Learning = {
  readonly step: () => LearningProgress | undefined
  readonly result: () => Learned
  /** Everything needed to go on later with the same data and options. */
  readonly snapshot: () => LearningSnapshot
}

export type LearningSnapshot = {
  /** Files of the models that are done. */
  readonly done: readonly Uint8Array[]
  /** Of the training under way. */
  readonly training?: Uint8Array
}

const standardEpochs = 4
/** A training learns from so many events at most, counting each time: longer histories are gone through less often. */
const samplesMax = 1_500_000

/** Learns a model from labelled and unlabelled histories, calibrates it on tenants it has not seen, and clusters. */
export function startLearning(
  tenants: readonly TenantHistory[],
  options: LearningOptions,
  makeKernel: MakeKernel,
  from: LearningSnapshot = { done: [] },
): Learning {
  const folds = foldsOf(tenants)
  const rounds: readonly Fold['learn'][] = [
    ...folds.map(({ learn }) => learn),
    tenants.map(({ events }) => events),
  ]
  const done = from.done.map(readModel)
  let current: Training | undefined
  const begin = (): Training => {
    const histories = rounds[done.length] as Fold['learn']
    if (from.training !== undefined && done.length === from.done.length)
      return resumeTraining(from.training, histories, makeKernel)
    return startTraining(histories, { ...options, epochs: epochsFor(histories, options) }, makeKernel)
  }
  const step = (): LearningProgress | undefined => {
    if (done.length === rounds.length) return undefined
    current ??= begin()
    const progress = current.step()
    if (progress !== undefined) return { ...progress, round: done.length + 1, rounds: rounds.length }
    done.push(current.model())
    current = undefined
    return step()
  }
  return {
    step,
    result: () => {
      while (step() !== undefined);
      const model = done.at(-1) as SequenceModel
      return { model, book: learnBook(tenants, folds, done.slice(0, -1), model, options, makeKernel) }
    },
    snapshot: () => ({
      done: done.map(modelBytes),
      ...(current === undefined ? {} : { training: current.snapshot() }),
    }),
  }
}

function epochsFor(histories: Fold['learn'], { epochs = standardEpochs }: LearningOptions): number {
  const events = histories.reduce((sum, { length }) => sum + length, 0)
  return Math.min(epochs, samplesMax / Math.max(events, 1))
}

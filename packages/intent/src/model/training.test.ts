import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wasmKernel } from '../kernel/wasm-kernel.ts'
import { modelBytes, modelHash, readModel } from './sequence-model.ts'
import { madeUpTenant } from './test-histories.ts'
import { resumeTraining, startTraining, type Training, type TrainingProgress } from './training.ts'

const tenants = [madeUpTenant('acme', 1, 1500), madeUpTenant('globex', 2, 1500)]
const options = { seed: 7, epochs: 25, hidden: 16 }

function finish(training: Training): readonly TrainingProgress[] {
  const told: TrainingProgress[] = []
  for (let progress = training.step(); progress !== undefined; progress = training.step()) told.push(progress)
  return told
}

test('the same data and seed give the same bits, another seed gives others', () => {
  const hashes = [7, 7, 8].map((seed) => {
    const training = startTraining(tenants, { ...options, seed }, wasmKernel)
    finish(training)
    return modelHash(training.model())
  })
  assert.equal(hashes[0], hashes[1])
  assert.notEqual(hashes[0], hashes[2])
})

test('training says how far it is, ends when it said it would, and learns', () => {
  const told = finish(startTraining(tenants, options, wasmKernel))
  assert.equal(told.length, told[0]?.steps)
  assert.equal(told.at(-1)?.step, told.at(-1)?.steps)
  const [early, late] = [told[0], told.at(-1)] as [TrainingProgress, TrainingProgress]
  assert.ok(late.next < early.next * 0.7, `${early.next} → ${late.next}`)
  assert.ok(late.attack < early.attack * 0.8, `${early.attack} → ${late.attack}`)
})

test('a training that was interrupted ends with the same bits as one that was not', () => {
  const whole = startTraining(tenants, options, wasmKernel)
  finish(whole)
  const begun = startTraining(tenants, options, wasmKernel)
  for (let step = 0; step < 5; step += 1) begun.step()
  const resumed = resumeTraining(begun.snapshot(), tenants, wasmKernel)
  finish(resumed)
  assert.equal(modelHash(resumed.model()), modelHash(whole.model()))
})

test('a training is not taken up with other data', () => {
  const begun = startTraining(tenants, options, wasmKernel)
  begun.step()
  assert.throws(
    () => resumeTraining(begun.snapshot(), [madeUpTenant('acme', 3)], wasmKernel),
    /not what this training began with/,
  )
})

test('a model reads back from its file to the same bits, and a cut file is refused', () => {
  const training = startTraining(tenants, options, wasmKernel)
  const bytes = modelBytes(training.model())
  assert.deepEqual(modelBytes(readModel(bytes)), bytes)
  assert.throws(() => readModel(bytes.subarray(0, bytes.length - 8)), /cut or damaged/)
  assert.throws(() => readModel(new Uint8Array([1, 2, 3])), /not a file of kind/)
})

test('from a base a tenant with a new type starts better than from nothing, and keeps what the base knew', () => {
  const base = startTraining(tenants, options, wasmKernel)
  finish(base)
  const own = madeUpTenant('initech', 4, 400).map((event, index) =>
    index % 50 === 0 ? { ...event, type: 'only here' } : event,
  )
  const warm = startTraining([own], { ...options, epochs: 1, base: base.model() }, wasmKernel)
  const cold = startTraining([own], { ...options, epochs: 1 }, wasmKernel)
  assert.equal(warm.model().vocabulary.numberOf('login'), base.model().vocabulary.numberOf('login'))
  assert.ok((warm.step()?.next ?? 9) < (cold.step()?.next ?? 0) * 0.8)
})

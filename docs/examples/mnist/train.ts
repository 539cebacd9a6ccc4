/** Training as it happens: epochs of steps, what is recorded of them, and how it ends early. */
import { keyFrom, run } from 'chainrule'
import { compile } from 'chainrule/compile'
import { batches, keys, momentum, trainingStep } from 'chainrule/learn'
import { inOrder, miniBatch } from './batch.js'
import type { DataSet, Mnist } from './idx.js'
import { judged, measured, network, type Params, risk } from './model.js'
import type { Options } from './options.js'
import { startEpoch, type Terminal } from './progress.js'
import type { EpochRecord, Evaluation, Misclassified, StepRecord } from './record.js'

/** What training leaves: records, the trained parameters, and whether it was cut short. */
export interface Trained {
  readonly steps: readonly StepRecord[]
  readonly epochs: readonly EpochRecord[]
  readonly evaluation?: Evaluation
  readonly params: Params
  readonly interrupted: boolean
}

const WATCH = 20
const TEST_BATCH = 500
const BREATH = 50

const average = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0) / xs.length

/** Lets timers, the terminal and Ctrl-C have their turn. */
const breathe = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

/** The network on a whole data set: mean loss, and the probabilities it gives each example. */
const judge = (widths: readonly number[], data: DataSet) => {
  // Another batch size is another program: the last batch may have its own.
  const parts = inOrder(data.count, TEST_BATCH)
  const programs = new Map(
    [...new Set(parts.map(positions => positions.length))].map(size => {
      const net = network(widths, size)
      return [size, judged(net, risk(net, size))] as const
    }),
  )
  return (params: Params) => {
    const results = parts.map(positions => ({
      size: positions.length,
      ...programs.get(positions.length)!({ net: params, ...miniBatch(data, positions) }),
    }))
    return {
      loss: results.reduce((sum, r) => sum + r.loss * r.size, 0) / data.count,
      rows: results.flatMap(r => [...rowsOf(r.probabilities.values, r.size)]),
    }
  }
}

const rowsOf = function* (flat: readonly number[], rows: number): Generator<readonly number[]> {
  const n = flat.length / rows
  for (let i = 0; i < rows; i++) yield flat.slice(i * n, (i + 1) * n)
}

const best = (row: readonly number[]): number => row.indexOf(Math.max(...row))

const accuracyOf = (rows: readonly (readonly number[])[], data: DataSet): number =>
  average(rows.map((row, i) => (best(row) === data.labels[i] ? 1 : 0)))

const evaluation = (rows: readonly (readonly number[])[], data: DataSet): Evaluation => {
  const n = data.rows * data.cols
  const pairs = rows.map((row, i) => [data.labels[i] ?? 0, best(row)] as const)
  const confusion = Array.from({ length: 10 }, (_, truth) =>
    Array.from(
      { length: 10 },
      (_, read) => pairs.filter(([t, r]) => t === truth && r === read).length,
    ),
  )
  const misclassified = pairs.flatMap(([label, predicted], i): readonly Misclassified[] =>
    label === predicted
      ? []
      : [
          {
            pixels: data.images.subarray(i * n, (i + 1) * n),
            label,
            predicted,
            probability: rows[i]?.[predicted] ?? 0,
          },
        ],
  )
  return { confusion, misclassified }
}

/** Trains until the epochs are over or `stopped` says so; the same options give the same bits. */
export const trained = async (
  options: Options,
  widths: readonly number[],
  { train, test }: Mnist,
  terminal: Terminal,
  stopped: () => boolean,
): Promise<Trained> => {
  const net = network(widths, options.batch)
  const R = risk(net, options.batch)
  const optimiser = momentum(net.params, { rate: options.rate, momentum: options.momentum })
  const step = compile(trainingStep(R, optimiser))
  const measure = measured(net, R)
  const judgeAll = judge(widths, test)
  const [initial, ...epochKeys] = keys(keyFrom(options.seed), options.epochs + 1)

  const steps: StepRecord[] = []
  const epochs: EpochRecord[] = []
  let params = run(net.init)(initial ?? keyFrom(options.seed))
  let state = run(optimiser.init)(params)
  let rows: readonly (readonly number[])[] | undefined
  let count = 0
  let breathed = performance.now()

  for (const [e, epochKey] of epochKeys.entries()) {
    const began = performance.now()
    const progress = startEpoch(
      { epoch: e + 1, epochs: options.epochs, images: train.count },
      terminal,
    )
    const losses: number[] = []
    const accuracies: number[] = []
    const perEpoch = Math.floor(train.count / options.batch)
    for (const positions of batches(epochKey, train.count, options.batch)) {
      const batch = miniBatch(train, positions)
      const before = params
      const next = step({ net: params, state, ...batch })
      params = next.net
      state = next.state
      losses.push(next.loss)
      count += 1
      if (losses.length % WATCH === 1 || losses.length === perEpoch) {
        const { accuracy, errorNorms } = measure({ net: before, ...batch })
        accuracies.push(accuracy)
        steps.push({ step: count, epoch: e + 1, loss: next.loss, accuracy, errorNorms })
        progress.update({
          done: losses.length === perEpoch ? train.count : losses.length * options.batch,
          loss: average(losses.slice(-100)),
          accuracy: average(accuracies.slice(-10)),
        })
      }
      if (performance.now() - breathed > BREATH) {
        await breathe()
        breathed = performance.now()
      }
      if (stopped()) break
    }
    progress.stop()
    if (stopped()) break
    const judged = judgeAll(params)
    rows = judged.rows
    const testAccuracy = accuracyOf(judged.rows, test)
    progress.tell(
      `on ${test.count.toLocaleString('en-GB')} test images: loss ${judged.loss.toFixed(4)}  accuracy ${(100 * testAccuracy).toFixed(2)} %`,
    )
    epochs.push({
      epoch: e + 1,
      trainLoss: average(losses),
      trainAccuracy: average(accuracies),
      testLoss: judged.loss,
      testAccuracy,
      seconds: (performance.now() - began) / 1000,
    })
  }
  return {
    steps,
    epochs,
    ...(rows === undefined ? {} : { evaluation: evaluation(rows, test) }),
    params,
    interrupted: stopped(),
  }
}

/** The laws of the gradient, tried on the very network and a real mini-batch before it is trained. */
import { fix, keyFrom, run } from 'chainrule'
import { gradientLaws, tryLaws } from 'chainrule/laws'
import { batches } from 'chainrule/learn'
import fc from 'fast-check'
import { miniBatch } from './batch.js'
import type { DataSet } from './idx.js'
import { network, risk } from './model.js'
import type { Options } from './options.js'
import type { LawRecord } from './record.js'

const LARGEST = 16
const RUNS = 3

/** How each law fares along random directions of all the parameters, at the weights training begins with. */
export const checked = (
  { seed }: Options,
  widths: readonly number[],
  train: DataSet,
): readonly LawRecord[] => {
  const batch = Math.min(LARGEST, train.count)
  const net = network(widths, batch)
  const [positions = []] = batches(keyFrom(seed), train.count, batch)
  const R = fix(risk(net, batch), miniBatch(train, positions))
  const at = fc.constant({ net: run(net.init)(keyFrom(seed)) })
  return tryLaws(gradientLaws(R, { at, name: 'the objective' }), { runs: RUNS, seed })
}

const mark = ({ holds }: LawRecord): string => (holds ? 'holds' : 'FAILS')

/** The laws as lines of text. */
export const showChecked = (laws: readonly LawRecord[]): string =>
  [
    'The laws of the gradient, on this network and a real mini-batch:',
    ...laws.map(
      l =>
        `  ${mark(l)}  ${l.formula}  (worst error ${l.worst.toExponential(1)}, tolerance ${l.tolerance.toExponential(1)}, ${l.runs} runs)`,
    ),
    '',
  ].join('\n')

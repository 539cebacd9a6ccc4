/** The main job: checks the laws on the very model, trains it on MNIST, and writes the report. */
import * as E from 'fp-ts/lib/Either.js'
import { checked, showChecked } from './checked.js'
import { loadMnist, locateMnist, type Mnist, showDataError } from './idx.js'
import { firstLayer, parameterCount } from './model.js'
import { type Options, parseOptions, usageExit } from './options.js'
import { prepareOutput, showOutputError, writeReport } from './output.js'
import { graphPicture } from './picture.js'
import type { RunRecord } from './record.js'
import { report } from './report.js'
import { trained } from './train.js'

const CODE_BAD_INPUT = 2
const CODE_BROKEN_LAW = 1
const CODE_INTERRUPTED = 130

/** Ends the process with a message; nothing has been written yet. */
const refuse = (message: string): never => {
  process.stderr.write(`${message}\n`)
  process.exit(CODE_BAD_INPUT)
}

const orRefuse =
  <Fault>(show: (fault: Fault) => string) =>
  <A>(result: E.Either<Fault, A>): A =>
    E.getOrElse((fault: Fault): A => refuse(show(fault)))(result)

const readOptions = (): Options => {
  const parsed = parseOptions(process.argv.slice(2))
  if (E.isRight(parsed)) return parsed.right
  const { code, stream, text } = usageExit(parsed.left)
  process[stream].write(text)
  return process.exit(code)
}

const readData = async (options: Options): Promise<Mnist> => {
  const orData = orRefuse(showDataError)
  return orData(await loadMnist(orData(locateMnist(options.data))))
}

const main = async (): Promise<void> => {
  const options = readOptions()
  const data = await readData(options)
  orRefuse(showOutputError)(await prepareOutput(options.out))
  let stops = 0
  process.on('SIGINT', () => {
    stops += 1
    if (stops > 1) process.exit(CODE_INTERRUPTED)
  })

  const widths = [data.train.rows * data.train.cols, ...options.layers, 10]
  process.stdout.write(
    `${widths.join('–')} network, ${parameterCount(widths).toLocaleString('en-GB')} parameters, ` +
      `${data.train.count.toLocaleString('en-GB')} training and ${data.test.count.toLocaleString('en-GB')} test images\n`,
  )
  const laws = checked(options, widths, data.train)
  process.stdout.write(showChecked(laws))
  if (!laws.every(l => l.holds)) process.exit(CODE_BROKEN_LAW)
  const result = await trained(options, widths, data, () => stops > 0)
  const { W } = firstLayer(result.params)
  const [units, inputs] = W.shape
  const run: RunRecord = {
    options,
    parameters: parameterCount(widths),
    interrupted: result.interrupted,
    layers: widths,
    laws,
    steps: result.steps,
    epochs: result.epochs,
    ...(result.evaluation === undefined ? {} : { evaluation: result.evaluation }),
    firstLayer: {
      rows: data.train.rows,
      cols: data.train.cols,
      units: Array.from({ length: units }, (_, i) =>
        Float64Array.from(W.values.slice(i * inputs, (i + 1) * inputs)),
      ),
    },
    graphSvg: await graphPicture(widths, options.batch),
  }
  const path = orRefuse(showOutputError)(await writeReport(options.out, report(run)))
  process.stdout.write(
    `${result.interrupted ? 'interrupted: what there is' : 'the report'} is in ${path}\n`,
  )
  if (result.interrupted) process.exitCode = CODE_INTERRUPTED
}

await main()

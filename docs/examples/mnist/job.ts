/** The main job as a function of its arguments: laws first, then training, then the report. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { checked, showChecked } from './checked.js'
import { loadMnist, locateMnist, type Mnist, showDataError } from './idx.js'
import { firstLayer, parameterCount } from './model.js'
import { type Exit, type Options, parseOptions, refusal, usageExit } from './options.js'
import { prepareOutput, showOutputError, writeReport } from './output.js'
import { graphPicture } from './picture.js'
import type { Terminal } from './progress.js'
import type { RunRecord } from './record.js'
import { report } from './report.js'
import { trained } from './train.js'

const BROKEN_LAW = 1
const INTERRUPTED = 130

/** Where the job is shown, and whether somebody has asked it to end. */
export interface World {
  readonly terminal: Terminal
  readonly complain: (text: string) => void
  readonly stopped: () => boolean
}

const grouped = (n: number): string => n.toLocaleString('en-GB')

const readData = (options: Options): TE.TaskEither<Exit, Mnist> =>
  pipe(
    TE.fromEither(locateMnist(options.data)),
    TE.chain(dir => () => loadMnist(dir)),
    TE.mapLeft(e => refusal(showDataError(e))),
    TE.filterOrElse(
      ({ train }) => options.batch <= train.count,
      ({ train }) =>
        refusal(`--batch ${options.batch}: there are only ${grouped(train.count)} training images`),
    ),
  )

const trainedAndReported = async (
  options: Options,
  data: Mnist,
  { terminal, stopped }: World,
): Promise<E.Either<Exit, number>> => {
  const say = (text: string): unknown => terminal.stream.write(text)
  const widths = [data.train.rows * data.train.cols, ...options.layers, 10]
  say(
    `${widths.join('–')} network, ${grouped(parameterCount(widths))} parameters, ` +
      `${grouped(data.train.count)} training and ${grouped(data.test.count)} test images\n`,
  )
  const laws = checked(options, widths, data.train)
  say(showChecked(laws))
  if (!laws.every(l => l.holds)) return E.right(BROKEN_LAW)
  const result = await trained(options, widths, data, terminal, stopped)
  const { W } = firstLayer(result.params)
  const [units, inputs] = W.shape
  const record: RunRecord = {
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
  return pipe(
    await writeReport(options.out, report(record)),
    E.mapLeft(e => refusal(showOutputError(e))),
    E.map(path => {
      say(`${result.interrupted ? 'interrupted: what there is' : 'the report'} is in ${path}\n`)
      return result.interrupted ? INTERRUPTED : 0
    }),
  )
}

/** Runs the job; the result is the status to leave with. */
export const job = (argv: readonly string[], world: World): Promise<number> =>
  pipe(
    TE.fromEither(pipe(parseOptions(argv), E.mapLeft(usageExit))),
    TE.bindTo('options'),
    TE.bind('data', ({ options }) => readData(options)),
    TE.chainFirst(({ options }) =>
      pipe(
        () => prepareOutput(options.out),
        TE.mapLeft(e => refusal(showOutputError(e))),
      ),
    ),
    TE.chain(
      ({ options, data }) =>
        () =>
          trainedAndReported(options, data, world),
    ),
    TE.getOrElse(({ code, stream, text }) => () => {
      if (stream === 'stderr') world.complain(text)
      else world.terminal.stream.write(text)
      return Promise.resolve<number>(code)
    }),
  )()

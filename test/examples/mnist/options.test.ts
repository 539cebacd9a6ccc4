import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { defaults, parseOptions, usageExit } from '../../../docs/examples/mnist/options.js'

const parse = (line: string) => parseOptions(line === '' ? [] : line.split(' '))

describe('good options', () => {
  it('are the defaults when nothing is said', () => {
    expect(parse('')).toEqual(E.right(defaults))
  })

  it('are all read', () => {
    const line =
      '--epochs 2 --batch 32 --rate 1e-2 --momentum 0 --layers 256,64 --seed 4294967295 --out o --data d'
    expect(parse(line)).toEqual(
      E.right({
        epochs: 2,
        batch: 32,
        rate: 0.01,
        momentum: 0,
        layers: [256, 64],
        seed: 4_294_967_295,
        out: 'o',
        data: 'd',
      }),
    )
  })

  it('do not remember the call before', () => {
    parse('--epochs 9 --data d')
    expect(parse('')).toEqual(E.right(defaults))
  })
})

describe('bad options', () => {
  it.each([
    ['--epochs 0', '--epochs', 'positive integer'],
    ['--epochs -3', '--epochs', 'positive integer'],
    ['--epochs 2.5', '--epochs', 'positive integer'],
    ['--epochs 1e99', '--epochs', 'positive integer'],
    ['--batch many', '--batch', 'positive integer'],
    ['--batch 99999999999999999999', '--batch', 'positive integer'],
    ['--rate 0', '--rate', 'finite positive number'],
    ['--rate -0.1', '--rate', 'finite positive number'],
    ['--rate Infinity', '--rate', 'finite positive number'],
    ['--rate 1e999', '--rate', 'finite positive number'],
    ['--rate 0x10', '--rate', 'finite positive number'],
    ['--momentum 1', '--momentum', 'from 0 to below 1'],
    ['--momentum nan', '--momentum', 'from 0 to below 1'],
    ['--layers 128,,64', '--layers', 'hidden widths'],
    ['--layers 0', '--layers', 'hidden widths'],
    ['--layers 128,-1', '--layers', 'hidden widths'],
    ['--layers 1000000000', '--layers', 'hidden widths'],
    ['--seed 4294967296', '--seed', '4294967295'],
    ['--seed -1', '--seed', 'integer from 0'],
    ['--epoch 3', '--epoch', 'Did you mean --epochs'],
    ['--epochs', '--epochs', 'argument missing'],
    ['train', 'train', 'too many arguments'],
  ])('%s is named', (line, name, why) => {
    const result = parse(line)
    if (E.isRight(result)) throw new Error('expected a fault')
    const { code, stream, text } = usageExit(result.left)
    expect({ code, stream }).toEqual({ code: 2, stream: 'stderr' })
    if (name !== 'train') expect(text).toContain(name)
    expect(text.toLowerCase()).toContain(why.toLowerCase())
    expect(text).toContain('--help')
  })

  it('an empty folder name is one', () => {
    expect(E.isLeft(parseOptions(['--out', '']))).toBe(true)
    expect(E.isLeft(parseOptions(['--data', ' ']))).toBe(true)
  })
})

it('help is a success that lists every option, its default and examples', () => {
  const result = parse('--help')
  if (E.isRight(result)) throw new Error('expected help')
  const { code, stream, text } = usageExit(result.left)
  expect({ code, stream }).toEqual({ code: 0, stream: 'stdout' })
  for (const name of [...Object.keys(defaults), 'data']) expect(text).toContain(`--${name} <`)
  expect(text).toContain('(default: 128)')
  expect(text).toContain('Examples:')
})

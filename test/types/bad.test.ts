/** Programs that must not compile: the compiler's own message names both shapes, kinds or fields. */
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, test } from 'vitest'

/** A program, the line that is wrong, and what the message must say. */
interface Bad {
  readonly name: string
  readonly code: string
  readonly says: readonly RegExp[]
}

const bad: readonly Bad[] = [
  {
    name: 'matmul: inner dimensions',
    code: 'fn(tuple(matrix(2, 3), vector(4)), ([W, x]) => matmul(W, x))',
    says: [/inner dimensions do not meet/, /readonly \[2, 3\]/, /readonly \[4\]/],
  },
  {
    name: 'matmul: batches',
    code: 'fn(tuple(tensor(5, 2, 3), tensor(4, 3, 2)), ([a, b]) => matmul(a, b))',
    says: [/inner dimensions do not meet/, /readonly \[5, 2, 3\]/, /readonly \[4, 3, 2\]/],
  },
  {
    name: 'broadcast',
    code: 'fn(tuple(vector(2), vector(3)), ([a, b]) => add(a, b))',
    says: [/shapes do not broadcast/, /readonly \[2\]/, /readonly \[3\]/],
  },
  {
    name: 'broadcast of higher rank',
    code: 'fn(tuple(tensor(4, 2, 3), matrix(4, 3)), ([a, b]) => maximum(a, b))',
    says: [/shapes do not broadcast/, /readonly \[4, 2, 3\]/, /readonly \[4, 3\]/],
  },
  {
    name: 'compose',
    code: 'compose(fn(vector(3), x => sum(x)), fn(vector(4), x => tanh(x)))',
    says: [
      /the spaces do not meet/,
      /Tensor<readonly \[4\], "real">/,
      /Tensor<readonly \[3\], "real">/,
    ],
  },
  {
    name: 'compose: structs',
    code: 'compose(fn(struct({ a: real }), ({ a }) => a), fn(real, x => ({ b: x })))',
    says: [/the spaces do not meet/, /readonly b: number/, /readonly a: number/],
  },
  {
    name: 'andThen',
    code: 'andThen(fn(vector(3), x => sum(x)))(fn(vector(4), x => x))',
    says: [/the spaces do not meet/, /\[4\]/, /\[3\]/],
  },
  {
    name: 'flow',
    code: 'flow(fn(real, x => x), fn(vector(3), x => sum(x)))',
    says: [/the spaces do not meet/, /\[number, "is not the domain", Tensor<readonly \[3\]/],
  },
  {
    name: 'fork of different domains',
    code: 'fork(fn(vector(3), x => x), fn(vector(4), x => x))',
    says: [/Tensor<readonly \[4\], "real">/, /Tensor<readonly \[3\], "real">/],
  },
  {
    name: 'apply at another space',
    code: 'fn(vector(4), x => apply(fn(vector(3), y => sum(y)), x))',
    says: [/readonly \[4\]/, /readonly \[3\]/],
  },
  {
    name: 'a wrong field of a struct',
    code: 'fn(struct({ weight: real }), ({ wieght }) => wieght)',
    says: [/'wieght'/, /weight: Expr/],
  },
  {
    name: 'a field that is not there in gradAt',
    code: "gradAt('z')(fn(struct({ a: real }), ({ a }) => a))",
    says: [/"z"/, /readonly a: number/],
  },
  {
    name: 'a gradient used as a value of another space',
    code: 'const g: number = run(grad(fn(vector(3), x => sum(x))))(array([1, 2, 3]))',
    says: [/Tensor<readonly \[3\], "real">/, /number/],
  },
  {
    name: 'a gradient of what is not scalar',
    code: 'grad(fn(vector(3), x => x))',
    says: [/Tensor<readonly \[3\], "real">/, /number/],
  },
  {
    name: 'a label used as a real number',
    code: 'fn(tuple(vector(3), index(3)), ([x, y]) => add(x, y))',
    says: [/Expr<readonly \[\], "index">/, /"real"/],
  },
  {
    name: 'logits used as labels',
    code: 'fn(tuple(matrix(2, 3), vector(2)), ([z, y]) => crossEntropy(z, y))',
    says: [/"real"/, /"index"/],
  },
  {
    name: 'labels of another batch',
    code: 'fn(tuple(matrix(2, 3), indices(3, 4)), ([z, y]) => crossEntropy(z, y))',
    says: [/readonly \[4\]/, /readonly \[2\]/],
  },
  {
    name: 'a symbol as a condition: if',
    code: 'fn(real, x => { if (less(x, 0)) return neg(x); return x })',
    says: [/This condition will always return true/, /Expr<readonly \[\], "bool">/],
  },
  {
    name: 'a symbol as a condition: ternary',
    code: 'fn(real, x => (x ? 1 : 0))',
    says: [/This condition will always return true/, /Expr<readonly \[\], "real">/],
  },
  {
    name: 'a symbol compared by JavaScript',
    code: 'fn(real, x => (x > 0 ? neg(x) : x))',
    says: [/Operator '>' cannot be applied to types 'Expr<readonly \[\], "real">' and 'number'/],
  },
  {
    name: 'a symbol for a JavaScript boolean',
    code: 'fn(real, x => { const c: boolean = less(x, 0); return c ? x : neg(x) })',
    says: [/Expr<readonly \[\], "bool">/, /boolean/],
  },
  {
    name: 'where on a real condition',
    code: 'fn(real, x => where(x, 1, 0))',
    says: [/"real"/, /"bool"/],
  },
  {
    name: 'a value of the wrong shape',
    code: 'run(fn(vector(3), x => sum(x)))(array([1, 2]))',
    says: [/readonly \[2\]/, /readonly \[3\]/],
  },
  {
    name: 'a stated codomain that is not what the body gives',
    code: 'fn(vector(3), vector(2), x => tanh(x))',
    says: [/readonly \[3\]/, /readonly \[2\]/],
  },
  {
    name: 'a rule whose vjp gives another space',
    code: 'rule(vector(3), real, x => sum(x), { vjp: (x, w) => w })',
    says: [/readonly \[\]/, /readonly \[3\]/],
  },
  {
    name: 'layers that do not meet',
    code: 'stack(ridge(tanh, 5, 2), ridge(tanh, 3, 4))',
    says: [/the spaces do not meet/, /\[4\]/, /\[5\]/],
  },
]

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const file = join(root, 'test/types/bad-programs.ts')
const head = [
  "import { add, andThen, apply, array, compose, crossEntropy, flow, fn, fork, grad, gradAt, index, indices, less, matmul, matrix, maximum, neg, real, rule, run, struct, sum, tanh, tensor, tuple, vector, where } from 'chainrule'",
  "import { compose as stack, ridge } from 'chainrule/learn'",
]
/** One program a line, so that a message's line tells whose it is. */
const text = [...head, ...bad.map(({ code }) => `{ ${code} }`)].join('\n')

const messages = (): ReadonlyMap<number, string> => {
  const config = ts.readConfigFile(join(root, 'tsconfig.json'), path => ts.sys.readFile(path))
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root)
  const host = ts.createCompilerHost(options)
  const program = ts.createProgram(
    [file],
    { ...options, noUnusedLocals: false, noUnusedParameters: false },
    {
      ...host,
      fileExists: name => name === file || host.fileExists(name),
      readFile: name => (name === file ? text : host.readFile(name)),
      getSourceFile: (name, ...rest) =>
        name === file
          ? ts.createSourceFile(name, text, rest[0])
          : host.getSourceFile(name, ...rest),
    },
  )
  const source = program.getSourceFile(file)
  return program.getSemanticDiagnostics(source).reduce((all, d) => {
    const line = source?.getLineAndCharacterOfPosition(d.start ?? 0).line ?? 0
    const message = `TS${d.code} ${ts.flattenDiagnosticMessageText(d.messageText, '\n')}`
    return all.set(line, `${all.get(line) ?? ''}${message}\n`)
  }, new Map<number, string>())
}

const found = messages()

test('the head of the programs compiles', () => {
  expect([0, 1].map(line => found.get(line))).toEqual([undefined, undefined])
})

for (const [i, { name, code, says }] of bad.entries())
  test(`${name}: ${code}`, () => {
    const message = found.get(head.length + i)
    expect(message, 'it compiles').toBeDefined()
    for (const words of says) expect(message).toMatch(words)
  })

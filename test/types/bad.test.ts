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
  {
    name: 'a symbol as a condition: and',
    code: 'fn(real, x => x && 1)',
    says: [/This condition will always return true/, /Expr<readonly \[\], "real">/],
  },
  {
    name: 'a symbol in JavaScript arithmetic',
    code: 'fn(real, x => x + 1)',
    says: [/Operator '\+' cannot be applied to types 'Expr<readonly \[\], "real">' and '1'/],
  },
  {
    name: 'a label compared with a real number',
    code: 'fn(tuple(index(3), real), ([i, x]) => less(i, x))',
    says: [/kinds do not meet/, /"index", "with", "real"/],
  },
  {
    name: 'a label under an activation',
    code: 'fn(index(3), i => tanh(i))',
    says: [/Expr<readonly \[\], "index">/, /"real"/],
  },
  {
    name: 'a mask in arithmetic',
    code: 'fn(tuple(mask(3), vector(3)), ([m, x]) => add(m, x))',
    says: [/Expr<readonly \[3\], "bool">/, /"real"/],
  },
  {
    name: 'real positions in gather',
    code: 'fn(vector(3), x => gather(x, x))',
    says: [/Expr<readonly \[3\], "real">/, /"index"/],
  },
  {
    name: 'branches of where that do not broadcast',
    code: 'fn(tuple(vector(3), vector(2)), ([x, y]) => where(less(x, 0), x, y))',
    says: [/shapes do not broadcast/, /readonly \[3\], "with", readonly \[2\]/],
  },
  {
    name: 'matmul of scalars',
    code: 'fn(real, x => matmul(x, x))',
    says: [/inner dimensions do not meet/, /readonly \[readonly \[\], "·", readonly \[\]\]/],
  },
  {
    name: 'both: a third part',
    code: 'compose(both(fn(real, x => x), fn(real, x => x)), fn(real, x => [x, x, x]))',
    says: [
      /the spaces do not meet/,
      /codomain: readonly \[number, number, number\]/,
      /domain: readonly \[number, number\]/,
    ],
  },
  {
    name: 'fst of another pair',
    code: 'compose(fst(real, vector(2)), fork(fn(real, x => x), fn(real, x => x)))',
    says: [
      /the spaces do not meet/,
      /codomain: readonly \[number, number\]/,
      /domain: readonly \[number, Tensor<readonly \[2\], "real">\]/,
    ],
  },
  {
    name: 'forkWith from another domain',
    code: 'forkWith(fn(vector(4), x => x))(fn(vector(3), x => x))',
    says: [/Tensor<readonly \[3\], "real">/, /Tensor<readonly \[4\], "real">/],
  },
  {
    name: 'compose: kinds',
    code: 'compose(fn(indices(3, 2), x => x), fn(vector(2), x => x))',
    says: [
      /the spaces do not meet/,
      /codomain: Tensor<readonly \[2\], "real">/,
      /domain: Tensor<readonly \[2\], "index">/,
    ],
  },
  {
    name: 'compose: a field too many',
    code: 'compose(fn(struct({ a: real }), ({ a }) => a), fn(real, x => ({ a: x, b: x })))',
    says: [/readonly a: number; readonly b: number;/, /domain: { readonly a: number; }/],
  },
  {
    name: 'the semigroupoid, of arrows that do not meet',
    code: 'Semigroupoid.compose(fn(real, x => x), fn(vector(2), x => x))',
    says: [/Tensor<readonly \[2\], "real">/, /Diff<Tensor<readonly \[2\], "real">, number>/],
  },
  {
    name: 'the monoid of endomorphisms, of an arrow to elsewhere',
    code: 'getEndomorphismMonoid(real).concat(fn(real, x => x), fn(vector(2), x => sum(x)))',
    says: [/Diff<Tensor<readonly \[2\], "real">, number>/, /Diff<number, number>/],
  },
  {
    name: 'apply: a struct without its field',
    code: 'fn(struct({ b: real }), x => apply(fn(struct({ a: real }), ({ a }) => a), x))',
    says: [/readonly b: Expr<readonly \[\], "real">/, /readonly a: number/],
  },
  {
    name: 'fix: a field that is not there',
    code: 'fix(fn(struct({ a: real, b: real }), ({ a }) => a), { c: 1 })',
    says: [/'c' does not exist/, /readonly a: number; readonly b: number;/],
  },
  {
    name: 'fix: a value of another shape',
    code: 'fix(fn(struct({ a: real, b: vector(2) }), ({ a }) => a), { b: array([1, 2, 3]) })',
    says: [/Tensor<readonly \[3\], "real">/, /Tensor<readonly \[2\], "real">/],
  },
  {
    name: 'omit, pick, field: a field that is not there',
    code: "omit('c')(struct({ a: real })); pick('c')(struct({ a: real })); field('c')(struct({ a: real }))",
    says: [/(readonly a: number[\s\S]*"c"[\s\S]*){3}/],
  },
  {
    name: 'a label composed with a function of a real, also inside a struct, also by flow',
    code: [
      'compose(fn(real, x => mul(x, x)), fn(vector(3), x => argmax(x, { axis: 0 })))',
      'flow(fn(vector(3), x => argmax(x, { axis: 0 })), fn(real, x => mul(x, x)))',
      'compose(fn(struct({ y: real }), ({ y }) => y), fn(vector(3), x => ({ y: argmax(x, { axis: 0 }) })))',
    ].join('; '),
    says: [/(Index<number>[\s\S]*"is not the domain"[\s\S]*number[\s\S]*){3}/],
  },
  {
    name: 'where: a condition that does not broadcast',
    code: 'fn(tuple(vector(2), vector(3)), ([a, b]) => where(greater(a, 0), b, 0))',
    says: [/'shapes do not broadcast': readonly \[readonly \[2\], "with", readonly \[3\]\]/],
  },
  {
    name: 'toReal of a real',
    code: 'fn(real, x => toReal(x))',
    says: [/Expr<readonly \[\], "real">/],
  },
  {
    name: 'concat of two kinds',
    code: 'fn(tuple(vector(2), indices(3, 2)), ([x, i]) => concat([x, i]))',
    says: [/'kinds do not meet': "real" \| "index"/],
  },
  {
    name: 'a body that returns nothing',
    code: 'fn(real, x => { mul(x, 2) })',
    says: [/void/],
  },
  {
    name: 'a struct without a field that its type may have',
    code: 'struct<{ rate: number; decay?: number }>({ rate: real })',
    says: [/decay/],
  },
  {
    name: 'a Hessian of what is not scalar',
    code: 'hessian(fn(vector(3), x => x)); hvp(fn(vector(3), x => x))',
    says: [/(Tensor<readonly \[3\], "real">>'[\s\S]*number>'[\s\S]*){2}/],
  },
  {
    name: 'a cotangent of another space',
    code: 'run(vjp(fn(vector(3), x => sum(x))))([array([1, 2, 3]), array([1])])',
    says: [/Tensor<readonly \[1\], "real">/, /number/],
  },
  {
    name: 'a rule whose map is to another space',
    code: 'rule(vector(3), vector(2), x => x, { vjp: x => x })',
    says: [/Expr<readonly \[3\], "real">/, /Expr<readonly \[2\], "real">/],
  },
  {
    name: 'a rule whose jvp gives another space',
    code: 'rule(vector(3), real, x => sum(x), { jvp: (x, v) => v })',
    says: [/Expr<readonly \[3\], "real">/, /Expr<readonly \[\], "real">/],
  },
  {
    name: 'a struct without its field given to run',
    code: 'run(fn(struct({ a: real, b: real }), ({ a }) => a))({ a: 1 })',
    says: [/Property 'b' is missing in type '{ a: number; }'/],
  },
  {
    name: 'a tuple too short given to run',
    code: 'run(fn(tuple(real, real), ([a]) => a))([1])',
    says: [/Source has 1 element\(s\) but target requires 2/],
  },
  {
    name: 'real numbers given for labels',
    code: 'run(fn(indices(3, 2), x => x))(array([1, 2]))',
    says: [/Tensor<readonly \[2\], "real">/, /Tensor<readonly \[2\], "index">/],
  },
  {
    name: 'scatter: entries of another kind',
    code: 'fn(tuple(vector(3), indices(3, 2)), ([x, i]) => scatter(x, i, i))',
    says: [/"index"' is not assignable to type '"real"/],
  },
  {
    name: 'pad: a value of another kind',
    code: 'fn(vector(3), x => pad(x, [[1, 1]], { value: true }))',
    says: [/boolean/],
  },
  {
    name: 'pad: a value where entries are copied',
    code: "fn(vector(3), x => pad(x, [[1, 1]], { mode: 'edge', value: 1 }))",
    says: [/value/],
  },
  {
    name: 'split: more parts than there are',
    code: 'fn(vector(4), x => { const [a, b, c] = split(x, 2); return c })',
    says: [/of length '2' has no element at index '2'/],
  },
  {
    name: 'take: positions that are computed',
    code: 'fn(tuple(vector(3), indices(3, 2)), ([x, i]) => take(x, i))',
    says: [/Expr<readonly \[2\], "index">/],
  },
  {
    name: 'any of real numbers',
    code: 'fn(vector(3), x => any(x))',
    says: [/Expr<readonly \[3\], "real">/, /Expr<readonly \[3\], "bool">/],
  },
  {
    name: 'a sort of labels',
    code: 'fn(indices(3, 2), x => sort(x))',
    says: [/Expr<readonly \[2\], "index">/, /Expr<readonly \[2\], "real">/],
  },
  {
    name: 'a recurrence whose factors have another shape',
    code: 'fn(tuple(vector(2), vector(3)), ([a, b]) => recurrence(a, b))',
    says: [/Expr<readonly \[3\], "real">/, /Expr<readonly \[2\], "real">/],
  },
  {
    name: 'segments that are real numbers',
    code: 'fn(vector(3), x => segmentSum(x, x, 2))',
    says: [/Expr<readonly \[3\], "real">/, /"index"/],
  },
  {
    name: 'einsum: sizes',
    code: "fn(tuple(matrix(2, 3), matrix(4, 2)), ([a, b]) => einsum('ij,jk->ik', a, b))",
    says: [/sizes differ along the index/, /"j"/],
  },
  {
    name: 'einsum: an axis of size 1',
    code: "fn(tuple(matrix(2, 3), matrix(1, 2)), ([a, b]) => einsum('ij,jk', a, b))",
    says: [/sizes differ along the index/, /"j"/],
  },
  {
    name: 'einsum: a diagonal that is none',
    code: "fn(matrix(2, 3), x => einsum('ii->i', x))",
    says: [/sizes differ along the index/, /"i"/],
  },
  {
    name: 'einsum: an output from nowhere',
    code: "fn(matrix(2, 3), x => einsum('ij->ik', x))",
    says: [/no operand has the index/, /"k"/],
  },
  {
    name: 'einsum: ranks',
    code: "fn(matrix(2, 3), x => einsum('ijk->i', x))",
    says: [/an operand has fewer axes than indices/],
  },
  {
    name: 'einsum: ranks, the other way',
    code: "fn(matrix(2, 3), x => einsum('i->i', x))",
    says: [/an operand has more axes than indices/],
  },
  {
    name: 'einsum: operands',
    code: "fn(matrix(2, 3), x => einsum('ij,jk->ik', x))",
    says: [/there are fewer operands than the spec says/],
  },
  {
    name: 'einsum: operands, the other way',
    code: "fn(matrix(2, 3), x => einsum('ij->ij', x, x))",
    says: [/there are more operands than the spec says/],
  },
  {
    name: 'cross',
    code: 'fn(tuple(matrix(2, 3), matrix(4, 3)), ([a, b]) => cross(a, b))',
    says: [/shapes do not broadcast/],
  },
  {
    name: 'tensordot: axes that do not meet',
    code: 'fn(tuple(matrix(2, 3), matrix(4, 2)), ([a, b]) => tensordot(a, b, { axes: 1 }))',
    says: [/axes do not meet/, /readonly \[2, 3\]/, /readonly \[4, 2\]/],
  },
  {
    name: 'conv2d: an image without its channel',
    code: 'fn(tuple(tensor(1, 5, 5), tensor(1, 1, 2, 2)), ([x, w]) => conv2d(x, w))',
    says: [/an operand of this rank is wanted/, /4/],
  },
  {
    name: 'maxPool1d: an image',
    code: 'fn(tensor(1, 1, 4, 4), x => maxPool1d(x, { window: 2 }))',
    says: [/an operand of this rank is wanted/, /3/],
  },
  {
    name: 'fft: parts of two shapes',
    code: 'fn(tuple(vector(2), vector(3)), z => fft(z))',
    says: [/readonly \[2\]/, /readonly \[3\]/],
  },
  {
    name: 'the determinant of what is not square',
    code: 'fn(tensor(5, 2, 3), x => det(x))',
    says: [/a matrix that is not square/, /readonly \[5, 2, 3\]/],
  },
  {
    name: 'singular values of a vector',
    code: 'fn(vector(3), x => svdvals(x))',
    says: [/not a matrix/, /readonly \[3\]/],
  },
]

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const file = join(root, 'test/types/bad-programs.ts')
const head = [
  "import { add, andThen, apply, argmax, array, both, compose, concat, crossEntropy, field, fix, flow, fn, fork, forkWith, fst, gather, grad, gradAt, greater, hessian, hvp, index, indices, less, mask, matmul, matrix, maximum, mul, neg, omit, pick, real, rule, run, struct, sum, tanh, tensor, toReal, tuple, vector, vjp, where } from 'chainrule'",
  "import { getEndomorphismMonoid, Semigroupoid } from 'chainrule/Diff'",
  "import { compose as stack, ridge } from 'chainrule/learn'",
  "import { pad, scatter, split, take } from 'chainrule/op'",
  "import { any, recurrence, segmentSum, sort } from 'chainrule/op'",
  "import { conv2d, cross, einsum, fft, maxPool1d, tensordot } from 'chainrule/op'",
  "import { det, svdvals } from 'chainrule/linalg'",
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
  expect(head.map((_, line) => found.get(line))).toEqual(head.map(() => undefined))
})

for (const [i, { name, code, says }] of bad.entries())
  test(`${name}: ${code}`, () => {
    const message = found.get(head.length + i)
    expect(message, 'it compiles').toBeDefined()
    for (const words of says) expect(message).toMatch(words)
  })

/** Mutants that compute the same, each with the reason: nobody could kill them. */
export interface Equivalent {
  /** How its path ends, without `.ts`. */
  readonly file: string
  /** What its line has in it. */
  readonly on: string
  /** What was changed, as it is printed. */
  readonly what: string
  readonly why: string
}

const all = (
  file: string,
  on: string,
  why: string,
  ...whats: readonly string[]
): readonly Equivalent[] => whats.map(what => ({ file, on, what, why }))

const BEYOND = 'what lies beyond those that are marked is not read'
const COST = 'how much is computed, not what'
const KEPT = '`kept` is the shape with the axes kept, whether they are to stay or not'
const ORIGIN = 'it changes only what a node says of where it was built'
const UNUSED = 'in the branch that is not taken, or where both give the same'
const SQUARE = 'of a square matrix there is no part beyond'

export const equivalent: readonly Equivalent[] = [
  ...all('structure/structure', "reducedShape('sum', shape", KEPT, 'true as false'),
  ...all('reduction/norm', 'reducedShape(', KEPT, 'true as false'),
  ...all('reduction/product', "reducedShape('prod'", KEPT, 'true as false'),
  ...all(
    'scalar/arithmetic',
    'copysign(1, b)',
    'to divide by ±1 is to multiply by it',
    'mul(sign(a), copysign(1, b)) as div',
  ),
  ...all('control/control', 'both.slice(0, outputs.length)', BEYOND, '.slice forgotten'),
  ...all('control/branch', 'results.slice(0, outputs.length)', BEYOND, '.slice forgotten'),
  ...all('derivative/scans', 'params.slice(0, inputs)', BEYOND, '.slice forgotten'),
  ...all('derivative/rule', '.slice(', BEYOND, '.slice forgotten'),
  ...all(
    'control/loopPull',
    'pulled.graph.params.slice(0, args.length)',
    BEYOND,
    '.slice forgotten',
  ),
  ...all('control/loopPush', 'graph.params.slice(0, n)', BEYOND, '.slice forgotten'),
  ...all('control/loopPush', 'primals.slice(0, g.params.length)', BEYOND, '.slice forgotten'),
  ...all(
    'derivative/external',
    'jvp && (',
    'without a jvp what is asked for throws, now another error',
    'jvp && ((x: A, w: Tangent<B>) => transposed(cod, dom, (v: Ta with ||',
  ),
  ...all(
    'control/loopPull',
    'Array.from({ length: to - from }',
    'places beyond the last argument are of nothing that is there',
    'to - from with +',
  ),
  ...all(
    'control/loopPull',
    '[graph, guard].some',
    COST,
    'g !== undefined && used.has(g.params[consts + k]!) with ||',
  ),
  ...all('control/loopPull', 'return range(0, carries).filter(k', COST, '.filter forgotten'),
  ...all(
    'control/loopPull',
    'return k >= 0 && k < carries',
    COST,
    'k < carries with <=',
    'k >= 0 && k < carries with ||',
    'k >= 0 && k < carries && isReal(step.params[i]!) with ||',
    'k >= 0 && k < carries && isReal(step.params[i]!) && reached[ with ||',
  ),
  ...all('control/loopPull', 'isReal(a) && needed(i)', COST, 'isReal(a) && needed(i) with ||'),
  ...all('control/loopPull', 'const constants =', COST, '.filter forgotten'),
  ...all('control/loopPull', 'const read =', COST, '.filter forgotten'),
  ...all(
    'control/loopPull',
    'const moved = made.map',
    'the first after the constants is a carry',
    'i < consts with <=',
  ),
  ...all(
    'control/loopPull',
    'carries.reduce',
    'any carry counts the steps',
    'size(c.shape) < size(carries[best]!.shape) with <=',
    'size(c.shape) < size(carries[best]!.shape) ? i : best with the other branch',
  ),
  ...all(
    'control/loopPush',
    'const entry =',
    'a mark before the first is absent',
    'consts * order with /',
  ),
  ...all(
    'control/loopPush',
    'Math.max(args.length, 1)',
    'without arguments there are no tangents',
    '1 as 0',
  ),
  ...all(
    'control/loop',
    'const more =',
    'a sequence that is yielded twice is the same one',
    '.filter forgotten',
  ),
  ...all(
    'linalg/parts',
    '4 * Number.EPSILON',
    'a threshold for rounding errors: others near it do as well',
    '4 as 5',
  ),
  ...all(
    'linalg/exponential',
    'const unit: Expr',
    'by what the direction is scaled does not matter: it is scaled back',
    '0 as 1',
    'greater(largest, 0) turned round',
  ),
  ...all('linalg/svd', '-1)', '−0 is not 1 either', '1 as 0'),
  ...all('linalg/svd', 'm > n', SQUARE, 'm > n with >='),
  ...all('linalg/svd', 'n > m', SQUARE, 'n > m with >='),
  ...all(
    'scalar/activation',
    'where(greater(x, 0), 1, exp(where(greater(x, 0), 0, x)))',
    UNUSED,
    '0 as 1',
  ),
  ...all('scalar/activation', 'SELU.alpha, exp(where(greater(x, 0), 0, x))', UNUSED, '0 as 1'),
  ...all(
    'scalar/activation',
    'where(less(abs(x), 800), x, 0)',
    'from some 745 on the sigmoid is 0, and what it multiplies does not matter',
    '800 as 801',
    '0 as 1',
  ),
  ...all(
    'scalar/errorFunction',
    'where(less(square(x), 1600), x, 0)',
    'there the density has underflowed to 0',
    'square(x) without square',
    '1600 as 1601',
  ),
  ...all(
    'derivative/local',
    'p === 0 ? undefined',
    'a shortcut: the product says the same',
    '1 as 0',
    '-1 without its sign',
  ),
  ...all(
    'derivative/local',
    'ws.every(x => x === undefined)',
    'cotangents that are absent are holes, which neither looks at',
    '.every as .some',
  ),
  ...all(
    'derivative/local',
    'w === undefined || !isReal(e)',
    'what is discrete is never active',
    'w === undefined || !isReal(e) with &&',
  ),
  ...all('derivative/graph', 'const differentiable =', COST, 'e.outputs !== undefined with ==='),
  ...all(
    'derivative/graph',
    'const active = new Set',
    COST,
    'wanted[i] === true && differentiable(p) with ||',
    '.filter forgotten',
  ),
  ...all(
    'derivative/graph',
    'const acts =',
    COST,
    'differentiable(e) && e.args.some(a => active.has(a)) with ||',
  ),
  ...all(
    'derivative/graph',
    '!differentiable(e) || own.every',
    COST,
    '!differentiable(e) || own.every(v => v === undefined) with &&',
  ),
  ...all(
    'derivative/graph',
    'next === w ||',
    ORIGIN,
    'next === w with !==',
    'operationOf(next.op).update !== undefined with ===',
    'next === w || operationOf(next.op).update !== undefined with &&',
  ),
  ...all(
    'derivative/graph',
    'more === e ||',
    ORIGIN,
    'more === e with !==',
    'origin === undefined with !==',
    'more === e || origin === undefined with &&',
    'more === e || origin === undefined ? more : remade(more, mor with the other branch',
  ),
  ...all(
    'derivative/graph',
    'originOf(e) === undefined',
    ORIGIN,
    'originOf(e) === undefined with !==',
  ),
  ...all(
    'derivative/batch',
    'originOf(e) === undefined',
    ORIGIN,
    'originOf(e) === undefined with !==',
    "originOf(e) === undefined ? es : madeBy(e, 'batch', es, at,  with the other branch",
  ),
  ...all(
    'derivative/graph',
    'order.length - 1',
    'beyond the last there is nothing',
    '1 as 0',
    'order.length - 1 with +',
  ),
  ...all(
    'derivative/jacobian',
    'k < n',
    'a typed array takes nothing beyond its end',
    'k < n with <=',
  ),
  ...all(
    'derivative/jacobian',
    "mode === 'reverse'",
    'the other mode, the same Jacobian',
    "mode === 'reverse' ? byReverse : byForward with the other branch",
  ),
  ...all('derivative/rule', 'kept: false', COST, 'false as true'),
  ...all(
    'derivative/implicit',
    '[0, 1, 2].reduce',
    'how often counts, not by which number',
    '0 as 1',
    '1 as 0',
    '2 as 3',
  ),
  ...all('derivative/implicit', '10_000', 'after how many steps it gives up', '10000 as 10001'),
  ...all('derivative/implicit', 'abs(sub(a, b))', '|a − b| = |b − a|', 'sub(a, b) turned round'),
  ...all(
    'derivative/implicit',
    'sub<Expr, Expr>(flat(form, x), flat(form, y))',
    'a residual and its negative have the same roots',
    'sub<Expr, Expr>(flat(form, x), flat(form, y)) turned round',
  ),
  ...all(
    'derivative/linearTranspose',
    '.every(',
    'what is refused, not what is transposed',
    '.every as .some',
  ),
  ...all('derivative/way', 'const top = Math.max(0', COST, '0 as 1'),
  ...all(
    'derivative/way',
    'if (top === 0 ||',
    COST,
    'e.outputs === undefined with !==',
    "top === 0 || (e.kind !== 'real' && e.outputs === undefined) with &&",
  ),
  ...all('derivative/way', "if (e.op === 'div')", COST, 'degree(b!) > 0 with >='),
  ...all('derivative/way', '!partials.every(isNumber)', COST, '.every as .some'),
  ...all('derivative/way', 's === 1 ? c', 'to multiply by 1 is a shortcut', '1 as 0'),
  ...all(
    'derivative/series',
    "enter(shift, 'shift', d - 1, 0)",
    COST,
    '1 as 0',
    'd - 1 with +',
    '0 as 1',
  ),
  ...all(
    'derivative/series',
    'const moving = new Set',
    COST,
    'degree(x) > 0 with >=',
    '.filter forgotten',
  ),
  ...all(
    'derivative/series',
    'const done = new Set',
    COST,
    '!moving.has(v) without its sign',
    '.filter forgotten',
  ),
  ...all(
    'derivative/series',
    'reached.size > 0 || done.has(x)',
    COST,
    '0 as 1',
    'reached.size > 0 || done.has(x) with &&',
    'reached.size > 0 || done.has(x) || degree(x) === 0 with &&',
  ),
  ...all('derivative/series', "way === 'whole'", COST, '.max as .min'),
  ...all(
    'derivative/series',
    "way === 'product' ||",
    COST,
    '.every as .some',
    'absent.every(x => x) && isLinear(e) with ||',
  ),
  ...all('derivative/taylor', 'i === 0 ? c', '0! is 1', 'c === undefined || i === 0 with &&'),
]
